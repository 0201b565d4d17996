package io.headwater.testkit.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.testkit.TestEngine;
import reactor.core.publisher.Mono;

/** What whoever made a mistake is told. */
record Refusal(String code, String message, String hint) {
    Refusal {
        assertThat(code).isNotBlank();
        // A sentence, not the name of a class.
        assertThat(message).contains(" ").doesNotMatch("[\\w.$]+(Exception|Error)(: null)?");
        assertThat(hint).contains(" ");
    }

    static Refusal by(Mono<?> request) {
        return in(catchThrowable(() -> request.block(TestEngine.PATIENCE)));
    }

    static Refusal in(Throwable thrown) {
        assertThat(thrown).isInstanceOf(JobException.class);
        JobException told = (JobException) thrown;
        return new Refusal(told.code().name(), told.getMessage(), String.valueOf(told.hint()));
    }

    static Refusal in(JobError stored) {
        return new Refusal(stored.code().name(), stored.message(), String.valueOf(stored.hint()));
    }

    Refusal isA(ErrorCode expected) {
        assertThat(code).as(this::toString).isEqualTo(expected.name());
        return this;
    }

    /** The message names all of these. */
    Refusal naming(Object... things) {
        for (Object thing : things) {
            assertThat(message).contains(String.valueOf(thing));
        }
        return this;
    }
}
