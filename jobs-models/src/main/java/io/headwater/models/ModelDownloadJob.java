package io.headwater.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.UniqueKey;
import io.headwater.models.ref.Glob;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.PathFilter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a model to this machine; where it is there already, that is found out and nothing else is done.
 *
 * @param revision which one, where the reference does not say it; null for the newest
 * @param include which of its files, as {@link Glob}s; none at all means those that the reference means
 * @param exclude which of these not
 * @param to the whole path of a folder that they go to instead of where all find them; null for that. It says where this machine
 *     writes, so whoever lets strangers dispatch such jobs has to refuse it
 * @param force true if what is there is fetched again all the same, else null
 */
@JobType(name = "models.download", version = 1, title = "Model download", queue = "download")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ModelDownloadJob(
        ModelRef ref,
        @Nullable String revision,
        List<String> include,
        List<String> exclude,
        @Nullable String to,
        @Nullable Boolean force)
        implements Job<InstalledModel> {
    @SuppressWarnings("ConstantValue") // What arrives as JSON may lack anything.
    public ModelDownloadJob {
        Objects.requireNonNull(ref, "a download needs a ref");
        if (revision != null && ref instanceof HubRef hub) {
            ref = hub.at(revision);
            revision = null;
        }
        include = include == null ? List.of() : List.copyOf(include);
        exclude = exclude == null ? List.of() : List.copyOf(exclude);
        include.forEach(Glob::of);
        exclude.forEach(Glob::of);
        if (to != null && !Path.of(to).isAbsolute()) {
            throw new IllegalArgumentException("a download goes to a whole path, not to " + to);
        }
        force = Boolean.TRUE.equals(force) ? true : null;
    }

    public ModelDownloadJob(ModelRef ref) {
        this(ref, null, List.of(), List.of(), null, null);
    }

    /** How everybody dispatches it, so that one download serves all who want the same. */
    public DispatchOptions options() {
        return DispatchOptions.defaults()
                .withUniqueKey(UniqueKey.onThisNode(key()))
                .withRetry(RetryPolicy.defaults())
                .withLabel("model", ref.name());
    }

    /** The same errand for another model, whose revisions and files have nothing to do with those of this one. */
    ModelDownloadJob insteadFor(ModelRef other) {
        return new ModelDownloadJob(other, null, List.of(), List.of(), to, force);
    }

    public boolean fetchesAgain() {
        return force != null;
    }

    /** Which files are meant, where that is not what the reference says. */
    public PathFilter files() {
        return new PathFilter(
                include.stream().map(Glob::of).toList(),
                exclude.stream().map(Glob::of).toList());
    }

    private String key() {
        var key = new StringBuilder(ref.toString());
        if (revision != null) {
            key.append(" @").append(revision);
        }
        include.forEach(glob -> key.append(" +").append(glob));
        exclude.forEach(glob -> key.append(" -").append(glob));
        if (to != null) {
            key.append(" >").append(to);
        }
        return key.append(fetchesAgain() ? " !" : "").toString();
    }
}
