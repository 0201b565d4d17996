package io.headwater.models.download;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.NetUtil;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Lets connections out to the open internet only. It stands at the socket, behind the resolution of names: what a name
 * stood for when somebody last looked does not matter.
 */
@ChannelHandler.Sharable
final class Egress extends ChannelOutboundHandlerAdapter {
    /** A connection that must not be made. */
    static final class Refused extends ConnectException {
        private static final long serialVersionUID = 1L;

        Refused() {
            super("not an address of the open internet");
        }
    }

    @Override
    public void connect(
            ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (remote instanceof InetSocketAddress address
                && address.getAddress() != null
                && isPublic(address.getAddress())) {
            context.connect(remote, local, promise);
        } else {
            promise.setFailure(new Refused());
        }
    }

    /** Where somebody else will look a name up: whether it is written as an address that is none of the open internet. */
    static boolean leadsInside(String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(bare(host));
        return address == null ? isThisMachine(host) : !isPublic(addressOf(address));
    }

    static boolean isThisMachine(String host) {
        String name = bare(host).toLowerCase(Locale.ROOT);
        byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
        return address == null
                ? name.equals("localhost") || name.endsWith(".localhost")
                : addressOf(address).isLoopbackAddress();
    }

    /** Without the brackets of the new kind of address, and without the dot that a full name may end in. */
    private static String bare(String host) {
        int end = host.endsWith("]") || host.endsWith(".") ? host.length() - 1 : host.length();
        return host.substring(host.startsWith("[") ? 1 : 0, end);
    }

    private static InetAddress addressOf(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException fourOrSixteenBytesAreAnAddress) {
            throw new IllegalStateException(fourOrSixteenBytesAreAnAddress);
        }
    }

    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return address instanceof Inet6Address ? isPublicV6(address.getAddress()) : isPublicV4(address.getAddress());
    }

    private static boolean isPublicV4(byte[] address) {
        int first = address[0] & 0xff;
        int second = address[1] & 0xff;
        int third = address[2] & 0xff;
        boolean carrier = first == 100 && second >= 64 && second < 128;
        boolean assignments = first == 192 && second == 0 && third == 0;
        boolean benchmarks = first == 198 && (second == 18 || second == 19);
        return first != 0 && first != 127 && first < 240 && !carrier && !assignments && !benchmarks;
    }

    private static boolean isPublicV6(byte[] address) {
        boolean uniqueLocal = (address[0] & 0xfe) == 0xfc;
        return !uniqueLocal && (!holdsV4(address) || isPublic(v4In(address)));
    }

    /** What a gateway would turn into an address of the old kind: compatible, translated and 6to4 ones. */
    private static boolean holdsV4(byte[] address) {
        boolean compatible = startsWith(address) || startsWith(address, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);
        return compatible || startsWith(address, 0, 0x64, 0xff, 0x9b) || startsWith(address, 0x20, 0x02);
    }

    private static InetAddress v4In(byte[] address) {
        int start = startsWith(address, 0x20, 0x02) ? 2 : 12;
        return addressOf(Arrays.copyOfRange(address, start, start + 4));
    }

    /** Without a beginning: with twelve zeroes. */
    private static boolean startsWith(byte[] address, int... beginning) {
        int[] expected = beginning.length == 0 ? new int[12] : beginning;
        for (int place = 0; place < expected.length; place++) {
            if ((address[place] & 0xff) != expected[place]) {
                return false;
            }
        }
        return true;
    }
}
