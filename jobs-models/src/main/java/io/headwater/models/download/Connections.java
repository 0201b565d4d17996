package io.headwater.models.download;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.NameResolverProvider.NameResolverSpec;
import reactor.netty.transport.ProxyProvider;

/**
 * The connections that a process makes, and keeps for the next question. Those that were looked at when they were made, for
 * where they lead, and those that were not are never mixed. They speak HTTP/1.1: a file that is worth several requests at
 * once gets several connections, which over one of HTTP/2 would share what a server gives to one.
 *
 * @param free lead anywhere
 * @param guarded lead to the open internet only
 * @param proxied lead to a proxy, which makes the rest of the way
 */
record Connections(HttpClient free, HttpClient guarded, Map<URI, HttpClient> proxied) {
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    /** Three servers are as many as machines are told of: together they have as long as a connection. */
    private static final Duration LONGEST_LOOKUP = Duration.ofSeconds(3);

    /** Shorter than most servers keep theirs: who closes first is not surprised. */
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(4);

    /** To one server; who may ask how much at once is decided by those who ask. */
    private static final int ENOUGH = 1_000;

    private static final int LARGEST_CHUNK = 256 * 1024;

    /** On a connection that has served before. */
    private static final AttributeKey<Boolean> HAS_ANSWERED = AttributeKey.valueOf("headwater.has-answered");

    static final Connections SHARED = with(LONGEST_CONNECT, names -> {});

    /**
     * @param longestConnect to one of the addresses that a name stands for
     * @param names whom to ask what a name stands for
     */
    static Connections with(Duration longestConnect, Consumer<NameResolverSpec> names) {
        return with(longestConnect, LONGEST_IDLE, names);
    }

    /** @param longestIdle how long one is kept that nobody uses */
    static Connections with(Duration longestConnect, Duration longestIdle, Consumer<NameResolverSpec> names) {
        var egress = new Egress();
        return new Connections(
                client(kept("headwater-free", longestIdle), longestConnect, names),
                client(kept("headwater-guarded", longestIdle), longestConnect, names)
                        .doOnChannelInit((observer, channel, remote) ->
                                channel.pipeline().addFirst("egress", egress)),
                new ConcurrentHashMap<>());
    }

    /** It makes a tunnel to whatever host is named to it, and looks the name up itself. */
    HttpClient through(URI proxy) {
        return proxied.computeIfAbsent(
                proxy,
                address -> free.resolver(NoopAddressResolverGroup.INSTANCE).proxy(setup -> {
                    boolean socks = address.getScheme().startsWith("socks");
                    ProxyProvider.Builder builder = setup.type(
                                    socks ? ProxyProvider.Proxy.SOCKS5 : ProxyProvider.Proxy.HTTP)
                            .host(address.getHost())
                            .port(address.getPort() >= 0 ? address.getPort() : socks ? 1080 : 80);
                    String[] login = Objects.requireNonNullElse(address.getUserInfo(), "")
                            .split(":", 2);
                    if (login.length == 2) {
                        builder.username(login[0]).password(user -> login[1]);
                    }
                }));
    }

    /** Whether it has been kept, and may have been closed at its other end meanwhile. */
    static boolean isKept(Connection connection) {
        return connection.channel().attr(HAS_ANSWERED).get() != null;
    }

    /** Whether its other end stands inside this machine's own network. */
    static boolean leadsInside(Connection connection) {
        return connection.channel().remoteAddress() instanceof InetSocketAddress there
                && !Egress.isPublic(there.getAddress());
    }

    private static HttpClient client(
            ConnectionProvider kept, Duration longestConnect, Consumer<NameResolverSpec> names) {
        return HttpClient.create(kept)
                // Of a machine's two kinds of address the new one may lead nowhere, and only time would tell.
                .resolver(spec -> names.accept(
                        spec.queryTimeout(LONGEST_LOOKUP).resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) longestConnect.toMillis())
                // With the defaults, 64 kB reads in 8 kB slices, the same download takes twice as long.
                .option(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(2_048, 65_536, LARGEST_CHUNK))
                .httpResponseDecoder(decoder -> decoder.maxChunkSize(LARGEST_CHUNK))
                // Whether and where to follow is decided elsewhere: a library takes what it was given along.
                .followRedirect(false)
                .disableRetry(true)
                .headers(headers -> headers.set(HttpHeaderNames.USER_AGENT, "headwater")
                        .set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY))
                .doOnResponse((response, connection) ->
                        connection.channel().attr(HAS_ANSWERED).set(true));
    }

    private static ConnectionProvider kept(String name, Duration longestIdle) {
        return ConnectionProvider.builder(name)
                .maxConnections(ENOUGH)
                .maxIdleTime(longestIdle)
                .evictInBackground(longestIdle)
                .lifo()
                .build();
    }
}
