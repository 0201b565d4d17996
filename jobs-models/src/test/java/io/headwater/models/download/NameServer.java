package io.headwater.models.download;

import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.netty.transport.NameResolverProvider.NameResolverSpec;

/** A name server on this machine for which every name stands for the same addresses; where it has none, it never answers. */
final class NameServer implements AutoCloseable {
    private static final int HEADER = 12;
    private static final short IPV4 = 1;
    private static final short IPV6 = 28;
    private static final short INTERNET = 1;

    private final DatagramSocket socket;
    private final List<InetAddress> addresses = new ArrayList<>();
    private final AtomicInteger questions = new AtomicInteger();

    NameServer(String... addresses) {
        try {
            this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            for (String address : addresses) {
                this.addresses.add(InetAddress.getByName(address));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        var thread = new Thread(this::answer, "name server");
        thread.setDaemon(true);
        thread.start();
    }

    /** This machine's connections, but that names mean what is said here. */
    Connections connections(Duration longestConnect) {
        return Connections.with(longestConnect, this::isAsked);
    }

    private void isAsked(NameResolverSpec names) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        names.queryTimeout(Duration.ofSeconds(1))
                .dnsAddressResolverGroupProvider(setup -> new DnsAddressResolverGroup(
                        setup.nameServerProvider(new SingletonDnsServerAddressStreamProvider(address))));
    }

    int questions() {
        return questions.get();
    }

    private void answer() {
        var packet = new DatagramPacket(new byte[512], 512);
        try {
            while (true) {
                packet.setLength(512);
                socket.receive(packet);
                questions.incrementAndGet();
                if (!addresses.isEmpty()) {
                    byte[] answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private byte[] answer(ByteBuffer question) {
        int end = HEADER;
        while (question.get(end) != 0) {
            end += question.get(end) + 1;
        }
        short type = question.getShort(end + 1);
        List<byte[]> fitting = addresses.stream()
                .filter(address -> type == (address instanceof Inet4Address ? IPV4 : IPV6))
                .map(InetAddress::getAddress)
                .toList();
        ByteBuffer answer = ByteBuffer.allocate(512);
        answer.putShort(question.getShort(0))
                .putShort((short) 0x8180)
                .putShort((short) 1)
                .putShort((short) fitting.size())
                .putInt(0);
        answer.put(question.array(), HEADER, end + 5 - HEADER);
        for (byte[] address : fitting) {
            // The name is that of the question.
            answer.putShort((short) 0xc00c).putShort(type).putShort(INTERNET).putInt(0);
            answer.putShort((short) address.length).put(address);
        }
        byte[] bytes = new byte[answer.position()];
        answer.flip().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        socket.close();
    }
}
