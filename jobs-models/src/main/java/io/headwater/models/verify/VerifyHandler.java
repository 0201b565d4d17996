package io.headwater.models.verify;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.LogLevel;
import io.headwater.models.delivery.Delivery;
import io.headwater.models.delivery.Depot;
import io.headwater.models.delivery.ModelErrors;
import io.headwater.models.download.Disk;
import io.headwater.models.download.Hands;
import io.headwater.models.library.Holding;
import io.headwater.models.library.Inventory;
import io.headwater.models.library.KnownFile;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.Place;
import io.headwater.models.verify.Inspection.Memory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads models from end to end, and fetches what is bad where that is wished. */
public final class VerifyHandler implements JobHandler<ModelVerifyJob, VerifiedModels> {
    private final Depot depot;
    private final Inventory inventory;

    public VerifyHandler(Depot depot, Inventory inventory) {
        this.depot = depot;
        this.inventory = inventory;
    }

    @Override
    public Mono<VerifiedModels> run(ModelVerifyJob job, JobContext context) {
        return Mono.defer(() -> new Round(job, context).run());
    }

    /** One entry into the handler. */
    private final class Round {
        private final ModelVerifyJob job;
        private final JobContext context;
        private final Disk disk;

        Round(ModelVerifyJob job, JobContext context) {
            this.job = job;
            this.context = context;
            this.disk = new Disk(context, depot.hub().root());
        }

        Mono<VerifiedModels> run() {
            return disk.work(this::items)
                    .flatMap(items -> {
                        List<Holding> holdings =
                                items.stream().map(Inventory.Item::holding).toList();
                        return Readings.of(context, holdings)
                                .map(read ->
                                        new Inspection(depot, holdings, read, Hands.of(context), context::progress))
                                .flatMap(inspection -> verify(items, inspection));
                    })
                    .map(VerifiedModels::new);
        }

        private Mono<List<ModelVerdict>> verify(List<Inventory.Item> items, Inspection inspection) {
            return Flux.fromIterable(items)
                    .concatMap(item -> verify(item, inspection))
                    .collectList();
        }

        private List<Inventory.Item> items() throws IOException {
            if (job.refs().isEmpty()) {
                return inventory.all().stream()
                        .filter(item -> item.holding().kept() && item.model().isHere())
                        .toList();
            }
            var items = new ArrayList<Inventory.Item>();
            for (ModelRef ref : job.refs()) {
                Inventory.Item item = inventory.item(ref);
                if (!item.model().isHere()) {
                    throw ModelErrors.missing(ref);
                }
                items.add(item);
            }
            return items;
        }

        private Mono<ModelVerdict> verify(Inventory.Item item, Inspection inspection) {
            return inspection.of(item.model().ref(), item.holding()).flatMap(verdict -> {
                verdict.bad().forEach(file -> context.log(LogLevel.WARN, line(verdict, file)));
                return job.repair() && !verdict.isValid() ? repair(item, verdict) : Mono.just(verdict);
            });
        }

        /** At the very version that is here: who wants a newer one asks for that. */
        private Mono<ModelVerdict> repair(Inventory.Item item, ModelVerdict verdict) {
            Place place = item.holding().place();
            String commit = item.holding().commit();
            Place same = place.ref() instanceof HubRef ref && commit != null ? place.at(ref.at(commit)) : place;
            Set<String> bad = verdict.bad().stream().map(KnownFile::path).collect(Collectors.toSet());
            return new Delivery(depot, same, false, false, context)
                    .run()
                    .then(disk.work(() -> inventory.item(item.model().ref()).holding()))
                    .map(holding -> holding.only(bad))
                    .flatMap(mended -> new Inspection(
                                    depot, List.of(mended), Memory.of(true), Hands.of(context), context::progress)
                            .of(item.model().ref(), mended))
                    .map(again -> new ModelVerdict(again.ref(), verdict.files(), again.bad()));
        }

        private static String line(ModelVerdict verdict, KnownFile file) {
            return "%s: %s %s".formatted(verdict.ref().name(), file.path(), file.problem());
        }
    }
}
