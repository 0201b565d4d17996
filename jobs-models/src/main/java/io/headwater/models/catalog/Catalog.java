package io.headwater.models.catalog;

import io.headwater.jobs.JobException;
import io.headwater.models.ref.CatalogRef;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.LocalRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.NamedRef;
import io.headwater.models.ref.Nearest;
import io.headwater.models.ref.PathFilter;
import io.headwater.models.ref.UrlRef;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The models that are known by name: those that we ship, and those that the user's configuration adds. Immutable. */
public final class Catalog {
    private static final int MOST_SUGGESTIONS = 3;
    private static final String GUESSED_FAMILY = "faster-whisper";

    private final Map<ModelRef, CatalogEntry> entries;

    private Catalog(Map<ModelRef, CatalogEntry> entries) {
        this.entries = entries;
    }

    public static Catalog builtIn() {
        return new Catalog(Map.of()).with(BuiltIn.ENTRIES);
    }

    /** This one and more; what has the same reference is replaced. */
    public Catalog with(Collection<CatalogEntry> more) {
        var all = new LinkedHashMap<>(entries);
        more.forEach(entry -> all.put(entry.ref(), entry));
        return new Catalog(all);
    }

    public List<CatalogEntry> entries() {
        return List.copyOf(entries.values());
    }

    public Optional<CatalogEntry> find(ModelRef ref) {
        return Optional.ofNullable(entries.get(ref));
    }

    /**
     * The entries that meet each condition; null is none.
     *
     * @param query words that reference, name, provider, description or tags must contain, in any case
     */
    public List<CatalogEntry> search(@Nullable ModelType type, @Nullable String tag, @Nullable String query) {
        return entries.values().stream()
                .filter(entry -> type == null || entry.type() == type)
                .filter(entry -> tag == null || entry.tags().contains(tag))
                .filter(entry -> query == null || entry.mentions(query))
                .toList();
    }

    /**
     * Where a model can be had. A reference that is itself a place needs no entry; a name does, or fails with {@code
     * MODEL_UNKNOWN} and the nearest names. Only an unknown {@code faster-whisper:NAME} is looked for where such models
     * are published.
     */
    public Origin origin(ModelRef ref) {
        CatalogEntry entry = entries.get(ref);
        return entry == null ? ref.match(new Elsewhere()) : entry.origin();
    }

    /** The references that somebody may have meant who wrote this, best first; of one family, if that was written. */
    public List<String> nearest(String name) {
        int colon = name.indexOf(':') + 1;
        List<ModelRef> family = entries.keySet().stream()
                .filter(ref -> ref.toString().startsWith(name.substring(0, colon)))
                .toList();
        Set<String> names = family.stream().map(Catalog::bareName).collect(Collectors.toSet());
        return Nearest.to(name.substring(colon), names).stream()
                .flatMap(near -> family.stream().filter(ref -> bareName(ref).equals(near)))
                .map(ModelRef::toString)
                .limit(MOST_SUGGESTIONS)
                .toList();
    }

    private static String bareName(ModelRef ref) {
        return ref instanceof CatalogRef known ? known.model() : ref.name();
    }

    /** Where models are that have no entry. */
    private final class Elsewhere implements ModelRef.Cases<Origin> {
        @Override
        public Origin catalog(CatalogRef ref) {
            if (!ref.family().equals(GUESSED_FAMILY)) {
                throw unknown(ref);
            }
            try {
                var guess = HubRef.model("Systran/faster-whisper-" + ref.model());
                return new Origin(List.of(guess), filesOfItsKind());
            } catch (IllegalArgumentException nobodyCanHaveThatName) {
                throw unknown(ref);
            }
        }

        @Override
        public Origin hub(HubRef ref) {
            return Origin.of(ref);
        }

        @Override
        public Origin url(UrlRef ref) {
            return Origin.of(ref);
        }

        @Override
        public Origin local(LocalRef ref) {
            return Origin.of(ref);
        }

        @Override
        public Origin named(NamedRef ref) {
            throw unknown(ref);
        }

        /** What the known ones need, an unknown one needs too. */
        private PathFilter filesOfItsKind() {
            return entries.values().stream()
                    .filter(entry -> entry.ref() instanceof CatalogRef ref
                            && ref.family().equals(GUESSED_FAMILY))
                    .findFirst()
                    .map(entry -> entry.origin().files())
                    .orElse(PathFilter.all());
        }

        private JobException unknown(ModelRef ref) {
            return CatalogErrors.unknown(ref, nearest(ref.toString()));
        }
    }

    /** Read when it is first asked for, and once. */
    private static final class BuiltIn {
        static final List<CatalogEntry> ENTRIES = CatalogFile.read();
    }
}
