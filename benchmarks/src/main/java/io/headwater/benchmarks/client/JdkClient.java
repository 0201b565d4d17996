package io.headwater.benchmarks.client;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** The client of the JDK, which hands out what has arrived; hashed and written there. */
final class JdkClient implements Client {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public void fetch(List<Wanted> files) throws Exception {
        for (Wanted file : files) {
            fetch(file);
        }
    }

    private void fetch(Wanted file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (var channel = FileChannel.open(file.target(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            HttpRequest request = HttpRequest.newBuilder(file.location()).build();
            client.send(request, answer -> HttpResponse.BodySubscribers.fromSubscriber(new Chunks(channel, digest)));
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
            throw new IllegalStateException("other bytes than expected");
        }
    }

    private record Chunks(FileChannel channel, MessageDigest digest)
            implements java.util.concurrent.Flow.Subscriber<List<ByteBuffer>> {
        @Override
        public void onSubscribe(java.util.concurrent.Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> chunks) {
            for (ByteBuffer chunk : chunks) {
                digest.update(chunk.duplicate());
                writeAll(chunk);
            }
        }

        private void writeAll(ByteBuffer chunk) {
            try {
                while (chunk.hasRemaining()) {
                    channel.write(chunk);
                }
            } catch (java.io.IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        }

        @Override
        public void onError(Throwable failure) {
            // The client that is sending says so too.
        }

        @Override
        public void onComplete() {}
    }
}
