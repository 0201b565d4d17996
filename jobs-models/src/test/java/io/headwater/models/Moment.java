package io.headwater.models;

import io.headwater.models.disk.Call;
import io.headwater.models.disk.Operation;
import java.util.function.Predicate;

/** What a download is just about to do on its disk, in the order in which it does it. */
enum Moment {
    MAKING_THE_PARTIAL_FILE(call -> call.operation() == Operation.MAKE && call.isOfPartial()),
    READING_WHAT_IS_THERE(call -> call.operation() == Operation.READ && call.isOfPartial()),
    WRITING(call -> call.operation() == Operation.WRITE && call.isOfPartial()),
    NOTING(call -> call.operation() == Operation.WRITE && call.path().toString().endsWith(".state.incomplete")),
    SYNCING(call -> call.operation() == Operation.FORCE && call.isOfPartial()),
    TAKING_ITS_NAME(call -> call.operation() == Operation.MOVE && call.isOfPartial()),
    SYNCING_THE_NAME(call -> call.operation() == Operation.FORCE && call.path().endsWith("blobs")),
    REMEMBERING_WHAT_IT_IS(call ->
            call.operation() == Operation.WRITE && call.path().toString().contains("verified")),
    LINKING(call -> call.operation() == Operation.LINK && !call.path().endsWith("link")),
    TAKING_A_NAME_FOR_THE_LINK(
            call -> call.operation() == Operation.MOVE && call.path().toString().endsWith("draft")),
    KEEPING_THE_LISTING(
            call -> call.operation() == Operation.MAKE && call.path().endsWith("refs"));

    private final Predicate<Call> comes;

    Moment(Predicate<Call> comes) {
        this.comes = comes;
    }

    boolean comesWith(Call call) {
        return comes.test(call);
    }
}
