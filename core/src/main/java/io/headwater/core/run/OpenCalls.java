package io.headwater.core.run;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a handler has begun and not ended: scopes, blocking calls, code on a worker's thread. A job is not quiet before
 * all of it has closed.
 */
final class OpenCalls {
    /** One of them. */
    final class Call {
        private final String name;
        private final @Nullable Thread thread;
        private final boolean onWorker;

        private Call(String name, @Nullable Thread thread, boolean onWorker) {
            this.name = name;
            this.thread = thread;
            this.onWorker = onWorker;
        }

        void close() {
            closed(this);
        }

        /** Where a thread is at work, it is found in the place where it is now. */
        private String describe() {
            if (thread == null) {
                return name;
            }
            StackTraceElement[] stack = thread.getStackTrace();
            String place = stack.length == 0 ? "its end" : stack[0].toString();
            return "%s in thread %s at %s".formatted(name, thread.getName(), place);
        }
    }

    private final Set<Call> open = new LinkedHashSet<>();
    private final Runnable onQuiet;

    OpenCalls(Runnable onQuiet) {
        this.onQuiet = onQuiet;
    }

    Call open(String name) {
        return add(new Call(name, null, false));
    }

    /** Of the current thread, which is interrupted when the handler is forced to end. */
    Call openHere(String name) {
        return add(new Call(name, Thread.currentThread(), false));
    }

    /** The same, where the thread is one of the few that all handlers share. */
    Call openOnWorker(String name) {
        return add(new Call(name, Thread.currentThread(), true));
    }

    private Call add(Call call) {
        synchronized (open) {
            open.add(call);
        }
        return call;
    }

    private void closed(Call call) {
        boolean quiet;
        synchronized (open) {
            // Taken together, so that an interrupt never reaches what the thread does next.
            quiet = open.remove(call) && open.isEmpty();
            if (call.thread == Thread.currentThread()) {
                Thread.interrupted();
            }
        }
        if (quiet) {
            onQuiet.run();
        }
    }

    boolean areNone() {
        synchronized (open) {
            return open.isEmpty();
        }
    }

    List<String> names() {
        synchronized (open) {
            return open.stream().map(Call::describe).toList();
        }
    }

    boolean holdWorker() {
        synchronized (open) {
            return open.stream().anyMatch(call -> call.onWorker);
        }
    }

    void interruptThreads() {
        synchronized (open) {
            for (Call call : open) {
                if (call.thread != null) {
                    call.thread.interrupt();
                }
            }
        }
    }
}
