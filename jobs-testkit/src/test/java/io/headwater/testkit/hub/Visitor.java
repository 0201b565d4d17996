package io.headwater.testkit.hub;

import io.headwater.testkit.TestEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A client that follows nothing, asks for nothing by itself and mends nothing. */
final class Visitor {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;

    Visitor(HubLookAlike hub) {
        endpoint = hub.endpoint();
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException {
        return send(request(path, headers).GET());
    }

    CompletableFuture<HttpResponse<byte[]>> getLater(String path) {
        return client.sendAsync(request(path).GET().build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> head(String path, String... headers) throws IOException {
        return send(request(path, headers).method("HEAD", BodyPublishers.noBody()));
    }

    HttpResponse<byte[]> post(String path, String form) throws IOException {
        return send(request(path, "Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    JsonNode json(String path, String... headers) throws IOException {
        return json(get(path, headers));
    }

    static JsonNode json(HttpResponse<byte[]> answer) {
        return JSON.readTree(answer.body());
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** The first header of that name; none is a failure. */
    static String header(HttpResponse<?> answer, String name) {
        return answer.headers()
                .firstValue(name)
                .orElseThrow(() -> new AssertionError("no %s in %s".formatted(name, answer.headers())));
    }

    static String location(HttpResponse<?> answer) {
        return header(answer, "Location");
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint.resolve(path)).timeout(TestEngine.PATIENCE);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        try {
            return Objects.requireNonNull(client.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (InterruptedException unwanted) {
            throw new IllegalStateException(unwanted);
        }
    }
}
