package io.headwater.testkit;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import reactor.blockhound.BlockHound;

/**
 * G12: in all tests of this module a call that blocks a shared thread fails with an error. Where a test blocks on purpose,
 * to show that the engine bears it, its method is named here.
 */
public final class BlockingGuard implements LauncherSessionListener {
    private static final String DELAYED_WORK = "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        BlockHound.install(builder -> {
            // A thread of a pool that waits for its next task blocks nobody; and the locks of the JDK's queues are held
            // for nanoseconds.
            builder.allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "getTask")
                    .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "execute")
                    .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor$Worker", "lock")
                    .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "processWorkerExit")
                    .allowBlockingCallsInside("java.util.concurrent.LinkedBlockingQueue", "offer")
                    .allowBlockingCallsInside("java.util.concurrent.PriorityBlockingQueue", "offer")
                    .allowBlockingCallsInside("java.util.concurrent.PriorityBlockingQueue", "poll")
                    .allowBlockingCallsInside("java.util.concurrent.PriorityBlockingQueue", "remove")
                    .allowBlockingCallsInside("java.util.concurrent.PriorityBlockingQueue", "peek")
                    .allowBlockingCallsInside("java.util.concurrent.PriorityBlockingQueue", "size")
                    .allowBlockingCallsInside(DELAYED_WORK, "offer")
                    .allowBlockingCallsInside(DELAYED_WORK, "remove")
                    .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "interruptIdleWorkers")
                    .allowBlockingCallsInside("io.headwater.core.event.Deliveries", "lookOut")
                    .allowBlockingCallsInside("java.lang.ClassLoader", "loadClass")
                    // The first look at a type: a lock that is never held while anybody waits for the outside.
                    .allowBlockingCallsInside("tools.jackson.databind.deser.DeserializerCache", "findValueDeserializer")
                    .allowBlockingCallsInside(
                            "tools.jackson.databind.ser.SerializerCache", "addAndResolveNonTypedSerializer")
                    .allowBlockingCallsInside("tools.jackson.databind.SerializationContext", "findTypedValueSerializer")
                    .allowBlockingCallsInside("tools.jackson.databind.SerializationContext", "findValueSerializer")
                    .allowBlockingCallsInside("io.headwater.testkit.guarantee.G04SlowSubscriberTest", "awaitQuietly")
                    .allowBlockingCallsInside("io.headwater.testkit.guarantee.G09ForcedEndTest", "hog")
                    .allowBlockingCallsInside(
                            "io.headwater.testkit.guarantee.G12NothingUnboundedTest", "keepTheThread");
        });
    }
}
