package io.headwater.models;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.models.disk.Call;
import io.headwater.models.disk.FaultyDisk;
import io.headwater.models.disk.Operation;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.verify.ModelVerdict;
import io.headwater.models.verify.ModelVerifyJob;
import io.headwater.models.verify.VerifiedModels;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verification is paused in the middle of the second of two files. */
class PausedVerificationTest {
    private static final ModelRef ALL = ModelRef.parse("hf:org/tiny");
    private static final Content FIRST = Content.generated(1, 9_000_000);
    private static final Content SECOND = Content.generated(2, 9_000_000);

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final ManyHosts host = new ManyHosts(hub);
    private FaultyDisk disk;

    @BeforeEach
    void download() {
        hub.model("org/tiny").lfs("a.bin", FIRST).lfs("b.bin", SECOND).commit();
        disk = FaultyDisk.over(folder);
        assertThat(host.on(disk.root()).ended(ALL).state()).isEqualTo(COMPLETED);
    }

    @AfterEach
    void close() {
        host.close();
        hub.close();
    }

    private static boolean reads(Content content, Call call) {
        return call.operation() == Operation.READ && call.path().endsWith(content.sha256());
    }

    private JobHandle<VerifiedModels> paused() throws InterruptedException {
        var reached = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        disk.suffers(call -> {
            if (reads(SECOND, call)) {
                reached.countDown();
                try {
                    released.await();
                } catch (InterruptedException stop) {
                    throw new IOException(stop);
                }
            }
        });
        JobHandle<VerifiedModels> job = host.engine().dispatch(new ModelVerifyJob(List.of(ALL), false));
        reached.await();
        TestEngine.done(job.pause());
        released.countDown();
        host.engine().until(job.id(), PAUSED);
        disk.heals();
        return job;
    }

    private ModelVerdict resumed(JobHandle<VerifiedModels> job) {
        TestEngine.done(job.resume());
        host.engine().until(job.id(), COMPLETED);
        return TestEngine.now(job.result()).models().get(0);
    }

    @Test
    void M1_what_it_has_read_it_does_not_read_again() throws InterruptedException {
        ModelVerdict verdict = resumed(paused());

        assertThat(verdict.isValid()).isTrue();
        assertThat(verdict.files()).isEqualTo(2);
        assertThat(disk.calls()).noneMatch(call -> reads(FIRST, call)).anyMatch(call -> reads(SECOND, call));
    }

    @Test
    void M1_what_has_changed_meanwhile_is_read_again() throws IOException, InterruptedException {
        JobHandle<VerifiedModels> job = paused();
        Path first =
                host.models(folder).path(ALL).orElseThrow().resolve("a.bin").toRealPath();
        byte[] rotten = FIRST.bytes();
        rotten[777] ^= 1;
        Files.write(first, rotten);

        assertThat(resumed(job).bad()).extracting(file -> file.path()).containsExactly("a.bin");
    }

    @Test
    void M1_another_verification_reads_all() {
        disk.heals();
        JobHandle<VerifiedModels> job = host.engine().dispatch(new ModelVerifyJob(List.of(ALL), false));
        host.engine().until(job.id(), COMPLETED);

        assertThat(disk.calls()).anyMatch(call -> reads(FIRST, call)).anyMatch(call -> reads(SECOND, call));
    }
}
