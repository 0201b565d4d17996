package io.headwater.testkit.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * The last handler that sees the bytes of bodies as such. It counts what the system has taken, not what was meant to be
 * sent, and ends the connection at the very byte.
 */
final class Wire extends ChannelOutboundHandlerAdapter {
    private @Nullable Seen seen;
    private @Nullable Cut cut;
    private long passed;
    private boolean over;

    /** The end of a connection after so many bytes of a body. */
    record Cut(long after, Ending ending) {}

    static void join(Channel channel) {
        channel.pipeline().addAfter(NettyPipeline.HttpCodec, "wire", new Wire());
    }

    static Wire of(Channel channel) {
        return channel.pipeline().get(Wire.class);
    }

    /** The answer to this request begins; requests come one after the other. */
    void begin(Seen request, @Nullable Cut end) {
        seen = request;
        cut = end;
        passed = 0;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf bytes = bytesOf(message);
        if (over) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        } else if (bytes == null) {
            context.write(message, promise);
        } else if (cut != null && passed + bytes.readableBytes() >= cut.after) {
            over = true;
            cut(context, bytes.readRetainedSlice((int) (cut.after - passed)), cut.ending);
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        } else {
            context.write(message, counting(bytes.readableBytes(), promise));
        }
    }

    private void cut(ChannelHandlerContext context, ByteBuf last, Ending ending) {
        context.writeAndFlush(last, counting(last.readableBytes(), context.newPromise()))
                .addListener(sent -> end(context.channel(), ending));
    }

    static void end(Channel channel, Ending ending) {
        if (ending == Ending.RESET) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        channel.close();
    }

    private ChannelPromise counting(int bytes, ChannelPromise promise) {
        Seen request = seen;
        passed += bytes;
        ChannelPromise told = promise.unvoid();
        told.addListener(sent -> {
            if (sent.isSuccess() && request != null) {
                request.sent(bytes);
            }
        });
        return told;
    }

    private static @Nullable ByteBuf bytesOf(Object message) {
        if (message instanceof ByteBuf bytes) {
            return bytes;
        }
        return message instanceof ByteBufHolder holder ? holder.content() : null;
    }
}
