package io.headwater.benchmarks.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** What is written first with Reactor Netty: its defaults, arrays of bytes, hashed and written where they arrive. */
final class PlainLoop implements Client {
    private final HttpClient client = HttpClient.create();

    @Override
    public void fetch(List<Wanted> files) {
        Flux.fromIterable(files)
                .flatMap(file -> Mono.using(() -> open(file), channel -> fetch(file, channel), PlainLoop::close), 8)
                .blockLast();
    }

    private Mono<Void> fetch(Wanted file, FileChannel channel) {
        MessageDigest digest = sha256();
        return client.get()
                .uri(file.location())
                .responseContent()
                .asByteArray()
                .doOnNext(chunk -> {
                    digest.update(chunk);
                    write(channel, chunk);
                })
                .then(Mono.fromRunnable(() -> {
                    if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
                        throw new IllegalStateException("other bytes than expected");
                    }
                }));
    }

    private static FileChannel open(Wanted file) throws IOException {
        return FileChannel.open(file.target(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static void write(FileChannel channel, byte[] chunk) {
        try {
            channel.write(ByteBuffer.wrap(chunk));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
