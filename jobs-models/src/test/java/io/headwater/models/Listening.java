package io.headwater.models;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.Progress;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** Hears what a handler says of its progress, each time; of what its engine makes of that, only some is ever seen. */
final class Listening {
    private Listening() {}

    /** The context of a real job; what is said goes on to it. */
    static JobContext to(JobContext context, Consumer<Progress> listener) {
        return (JobContext) Proxy.newProxyInstance(
                JobContext.class.getClassLoader(), new Class<?>[] {JobContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("progress")) {
                        listener.accept((Progress) arguments[0]);
                    }
                    try {
                        return method.invoke(context, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
