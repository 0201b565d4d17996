package io.headwater.models;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.LogLevel;
import io.headwater.models.delivery.Delivery;
import io.headwater.models.delivery.Depot;
import io.headwater.models.delivery.ModelErrors;
import io.headwater.models.delivery.Wanted;
import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import java.util.function.BiFunction;
import reactor.core.publisher.Mono;

/** Fetches one model. Looks first whether it is there: somebody else may have brought it meanwhile. */
final class DownloadHandler implements JobHandler<ModelDownloadJob, InstalledModel> {
    private final Depot depot;
    private final BiFunction<ModelRef, ModelDownloadJob, Wanted> wanted;

    DownloadHandler(Depot depot, BiFunction<ModelRef, ModelDownloadJob, Wanted> wanted) {
        this.depot = depot;
        this.wanted = wanted;
    }

    @Override
    public Mono<InstalledModel> run(ModelDownloadJob job, JobContext context) {
        return Mono.defer(() -> new Errand(job.ref(), job, context).run()).map(InstalledModel::result);
    }

    /** One model, at one place after the other, and then perhaps another that its source names instead. */
    private final class Errand {
        private final Wanted wish;
        private final ModelDownloadJob job;
        private final JobContext context;
        private final Depot goal;
        private final Stock stock;

        Errand(ModelRef ref, ModelDownloadJob job, JobContext context) {
            this.wish = wanted.apply(ref, job);
            this.job = job;
            this.context = context;
            this.goal = job.to() == null ? depot : depot.into(Path.of(job.to()));
            this.stock = new Stock(goal);
        }

        Mono<InstalledModel> run() {
            Mono<InstalledModel> here = job.fetchesAgain() ? Mono.empty() : stock.find(wish, context);
            return here.switchIfEmpty(Mono.defer(() -> from(0)));
        }

        private Mono<InstalledModel> from(int number) {
            var place = wish.places().get(number);
            Mono<InstalledModel> brought = new Delivery(goal, place, job.fetchesAgain(), wish.isGuess(), context)
                    .run()
                    .then(stock.find(wish, context))
                    .switchIfEmpty(Mono.error(() -> ModelErrors.vanishing(wish.ref())));
            return brought.onErrorResume(DownloadHandler::isOfThePlace, failure -> next(number + 1, failure));
        }

        private Mono<InstalledModel> next(int number, Throwable failure) {
            if (number < wish.places().size()) {
                warn(failure, "taking the next source");
                return from(number);
            }
            ModelRef fallback = wish.fallback();
            if (fallback == null) {
                return another(failure).switchIfEmpty(Mono.error(failure));
            }
            warn(failure, "taking %s instead".formatted(fallback));
            return new Errand(fallback, job.insteadFor(fallback), context)
                    .run()
                    .onErrorResume(
                            DownloadHandler::isOfThePlace,
                            second -> another(second)
                                    .switchIfEmpty(Mono.error(() -> neither(failure, fallback, second))));
        }

        private Mono<InstalledModel> another(Throwable failure) {
            return stock.another(wish, context)
                    .doOnNext(model -> warn(failure, "using %s, which is here".formatted(model.ref())));
        }

        /** What people asked for is the source's; why its fallback did not help either is said in the log. */
        private Throwable neither(Throwable failure, ModelRef fallback, Throwable second) {
            warn(second, "%s cannot be had either".formatted(fallback));
            failure.addSuppressed(second);
            return failure;
        }

        private void warn(Throwable failure, String what) {
            context.log(LogLevel.WARN, "%s; %s".formatted(failure.getMessage(), what));
        }
    }

    /** Whether another place may do better: it can if it was not this machine that failed. */
    private static boolean isOfThePlace(Throwable failure) {
        return failure instanceof JobException known
                && !(failure instanceof JobException.Storage)
                && !known.code().equals(ErrorCode.READ_ONLY);
    }
}
