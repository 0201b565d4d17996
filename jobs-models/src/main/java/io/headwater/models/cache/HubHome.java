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
import org.jspecify.annotations.Nullable;

/**
 * Where everything of the hub is on this machine, by the same variables and defaults as for Python's huggingface_hub, so
 * that both find the same files and the same token.
 */
public final class HubHome {
    private static final String DEFAULT_ENDPOINT = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)})");

    private final Map<String, String> environment;
    private final Path userHome;
    private final URI endpoint;
    private final Path cache;
    private final Path tokenFile;

    private HubHome(Map<String, String> environment, Path userHome) {
        this.environment = Map.copyOf(environment);
        this.userHome = userHome;
        this.endpoint = endpointIn(text("HF_ENDPOINT"));
        Path home = path(
                "HF_HOME", path("XDG_CACHE_HOME", userHome.resolve(".cache")).resolve("huggingface"));
        this.cache = path("HF_HUB_CACHE", path("HUGGINGFACE_HUB_CACHE", home.resolve("hub")));
        this.tokenFile = path("HF_TOKEN_PATH", home.resolve("token"));
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

    public Path tokenFile() {
        return tokenFile;
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
     * comes from the file.
     */
    public Optional<String> token() throws IOException {
        if (isTrue(text("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) {
            return Optional.empty();
        }
        Optional<String> told = stripped(text("HF_TOKEN")).or(() -> stripped(text("HUGGING_FACE_HUB_TOKEN")));
        return told.isPresent() ? told : tokenInFile();
    }

    /** Without any token. */
    @Override
    public String toString() {
        return "%s, cache %s".formatted(endpoint, cache);
    }

    private Optional<String> tokenInFile() throws IOException {
        try {
            return stripped(Files.readString(tokenFile));
        } catch (NoSuchFileException nobodyLoggedIn) {
            return Optional.empty();
        }
    }

    private static Optional<String> stripped(@Nullable String token) {
        return Optional.ofNullable(token)
                .map(text -> text.replaceAll("[\\r\\n]", "").strip())
                .filter(text -> !text.isEmpty());
    }

    private static URI endpointIn(@Nullable String told) {
        String text = told == null ? DEFAULT_ENDPOINT : told.replaceAll("/+$", "");
        try {
            var uri = new URI(text);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException notAUri) {
            // Not as the cause: it repeats the text, in which a password may stand.
        }
        throw CacheErrors.setting(
                "HF_ENDPOINT", text.replaceAll("//[^/]*@", "//…@"), "an address like " + DEFAULT_ENDPOINT, null);
    }

    private Path path(String variable, Path otherwise) {
        String text = text(variable);
        return text == null ? otherwise : Path.of(expanded(text)).toAbsolutePath();
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
