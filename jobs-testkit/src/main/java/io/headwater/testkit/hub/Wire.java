package io.headwater.testkit.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * The last handler that sees the bytes of bodies as such. It counts what the system has taken, not what was meant to be
 * sent, and stands still or ends the connection at the very byte.
 */
final class Wire extends ChannelOutboundHandlerAdapter {
    /** Any but the first, which the channel itself uses. */
    private static final int WRITABILITY = 7;

    private final Queue<Kept> kept = new ArrayDeque<>();
    private @Nullable Seen seen;
    private @Nullable Stop stop;
    private long passed;
    private boolean standing;
    private boolean over;

    /** What happens when so many bytes of a body have passed: the connection ends, or nothing until the hold is released. */
    record Stop(
            long after, @Nullable Ending ending, @Nullable Hold hold) {}

    private record Kept(Object message, ChannelPromise promise) {}

    static void join(Channel channel) {
        channel.pipeline().addAfter(NettyPipeline.HttpCodec, "wire", new Wire());
    }

    /** The answer to this request begins; requests come one after the other. */
    static void begin(Channel channel, Seen request, @Nullable Stop within) {
        Wire wire = channel.pipeline().get(Wire.class);
        // Whoever asked may have left before a held answer was released, and then nothing is sent.
        if (wire != null) {
            wire.seen = request;
            wire.stop = within;
            wire.passed = 0;
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf bytes = bytesOf(message);
        if (over) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        } else if (standing) {
            kept.add(new Kept(message, promise));
        } else if (bytes == null) {
            context.write(message, promise);
        } else if (stop != null && passed + bytes.readableBytes() >= stop.after) {
            ByteBuf before = bytes.readRetainedSlice((int) (stop.after - passed));
            kept.add(new Kept(message, promise));
            stop(context, before, stop);
        } else {
            context.write(message, counting(bytes.readableBytes(), promise));
        }
    }

    private void stop(ChannelHandlerContext context, ByteBuf before, Stop here) {
        stop = null;
        standing = true;
        ChannelPromise sent = counting(before.readableBytes(), context.newPromise());
        if (here.ending != null) {
            over = true;
            sent.addListener(done -> end(context.channel(), here.ending));
        } else if (here.hold != null) {
            writable(context, false);
            Runnable onward = () -> context.executor().execute(() -> goOn(context));
            sent.addListener(done -> here.hold.pass().subscribe(nothing -> {}, never -> {}, onward));
        }
        context.writeAndFlush(before, sent);
    }

    private void goOn(ChannelHandlerContext context) {
        standing = false;
        for (Kept next = kept.poll(); next != null; next = kept.poll()) {
            write(context, next.message, next.promise);
        }
        context.flush();
        writable(context, true);
    }

    /** Whoever sends looks at this; otherwise all of a large file would pile up here. */
    private static void writable(ChannelHandlerContext context, boolean yes) {
        ChannelOutboundBuffer outbound = context.channel().unsafe().outboundBuffer();
        if (outbound != null) {
            outbound.setUserDefinedWritability(WRITABILITY, yes);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        kept.forEach(unsent -> ReferenceCountUtil.release(unsent.message));
        kept.clear();
    }

    /** Past everything that would make an answer of it. */
    static void sayRaw(Channel channel, String text) {
        ChannelHandlerContext codec = channel.pipeline().context(NettyPipeline.HttpCodec);
        codec.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
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
