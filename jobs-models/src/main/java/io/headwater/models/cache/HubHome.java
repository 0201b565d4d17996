package io.headwater.models.cache;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of the hub is on this machine, by the same variables and defaults as for Python's huggingface_hub, so
 * that both find the same files and the same token.
 */
public final class HubHome {
    /** Where the hub is that everybody knows. */
    public static final URI DEFAULT_ENDPOINT = URI.create("https://huggingface.co");

    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)})");

    private final Map<String, String> environment;
    private final Path userHome;
    private final URI endpoint;
    private final Path cache;
    private final Path home;

    private HubHome(Map<String, String> environment, Path userHome) {
        this.environment = Map.copyOf(environment);
        this.userHome = userHome;
        this.endpoint = endpointOf(text("HF_ENDPOINT"));
        this.home = path(
                "HF_HOME", path("XDG_CACHE_HOME", userHome.resolve(".cache")).resolve("huggingface"));
        this.cache = path("HF_HUB_CACHE", path("HUGGINGFACE_HUB_CACHE", home.resolve("hub")));
    }

    /**
     * As these variables say.
     *
     * @param userHome what {@code ~} stands for
     */
    public static HubHome of(Map<String, String> environment, Path userHome) {
        return new HubHome(environment, userHome);
    }

    /** The hub, or a mirror of it; without a slash at its end. */
    public URI endpoint() {
        return endpoint;
    }

    public Path cache() {
        return cache;
    }

    /** Whether nobody may speak to the network. */
    public boolean offline() {
        String own = text("HF_HUB_OFFLINE");
        return isTrue(own == null ? text("TRANSFORMERS_OFFLINE") : own);
    }

    /** Whether the cache must do without symbolic links. */
    public boolean withoutLinks() {
        return isTrue(text("HF_HUB_DISABLE_SYMLINKS"));
    }

    /**
     * The token to send when nobody named one. Read anew each time, for people log in and out meanwhile; blocks where it
     * comes from a file, and fails with {@code CONFIG} where that cannot be read.
     *
     * @param own a file in which the host keeps a token itself: it counts less than what the environment names, and more
     *     than what Python's client has stored
     */
    public Optional<String> token(@Nullable Path own) {
        if (isTrue(text("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) {
            return Optional.empty();
        }
        return stripped(text("HF_TOKEN"))
                .or(() -> stripped(text("HUGGING_FACE_HUB_TOKEN")))
                .or(() -> tokenFiles(own).flatMap(HubHome::tokenIn).findFirst());
    }

    private Stream<Path> tokenFiles(@Nullable Path own) {
        String named = text("HF_TOKEN_PATH");
        Stream<Path> kept = Stream.ofNullable(own);
        return named == null
                ? Stream.concat(kept, Stream.of(home.resolve("token")))
                : Stream.concat(Stream.of(pathOf(named)), kept);
    }

    /** Without any token. */
    @Override
    public String toString() {
        return "%s, cache %s".formatted(endpoint, cache);
    }

    private static Stream<String> tokenIn(Path file) {
        try {
            return stripped(Files.readString(file)).stream();
        } catch (NoSuchFileException nobodyLoggedIn) {
            return Stream.empty();
        } catch (IOException unreadable) {
            throw CacheErrors.token(file, unreadable);
        }
    }

    private static Optional<String> stripped(@Nullable String token) {
        return Optional.ofNullable(token)
                .map(text -> text.replaceAll("[\\r\\n]", "").strip())
                .filter(text -> !text.isEmpty());
    }

    private static URI endpointOf(@Nullable String told) {
        String text = told == null ? DEFAULT_ENDPOINT.toString() : told;
        return endpointIn(text)
                .orElseThrow(() -> CacheErrors.setting(
                        "HF_ENDPOINT",
                        text.replaceAll("//[^/]*@", "//…@"),
                        "an address like " + DEFAULT_ENDPOINT,
                        null));
    }

    /** The hub at this address, without a slash at its end; empty where the text is none of the web, or names a user. */
    public static Optional<URI> endpointIn(String text) {
        try {
            var uri = new URI(text.replaceAll("/+$", ""));
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return web && uri.getHost() != null && uri.getRawUserInfo() == null ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException notAUri) {
            // It repeats the text, in which a password may stand.
            return Optional.empty();
        }
    }

    private Path path(String variable, Path otherwise) {
        String text = text(variable);
        return text == null ? otherwise : pathOf(text);
    }

    private Path pathOf(String text) {
        return Path.of(expanded(text)).toAbsolutePath();
    }

    /** As Python does it: home first, then variables; one that is unknown stays as it is written. */
    private String expanded(String text) {
        String path = text.equals("~") || text.startsWith("~/") ? userHome + text.substring(1) : text;
        return VARIABLE.matcher(path).replaceAll(found -> {
            String name = found.group(1) == null ? found.group(2) : found.group(1);
            return Matcher.quoteReplacement(environment.getOrDefault(name, found.group()));
        });
    }

    /** An empty value says nothing. */
    private @Nullable String text(String variable) {
        String value = environment.get(variable);
        return value == null || value.isEmpty() ? null : value;
    }

    private static boolean isTrue(@Nullable String value) {
        return value != null && TRUE.contains(value.toUpperCase(Locale.ROOT));
    }
}
