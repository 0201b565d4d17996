package io.headwater.testkit.guarantee;

import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Deploys an engine with its libraries again and again, as a server does with what it hosts, and undeploys it. */
final class RedeployMain {
    static final String LET_GO = "let go";

    private RedeployMain() {}

    public static void main(String[] arguments) throws Exception {
        var deployments = new ArrayList<WeakReference<ClassLoader>>();
        for (int number = 0; number < Integer.parseInt(arguments[1]); number++) {
            deployments.add(deploy(Path.of(arguments[0])));
        }
        // One may be held by a thread of the JDK that it happened to be the first to need; a leak would hold them all.
        TestEngine.waitFor("the classes to be let go of", () -> {
            System.gc();
            return deployments.stream()
                            .filter(deployed -> deployed.get() != null)
                            .count()
                    <= 1;
        });
        System.out.println(LET_GO);
    }

    /** With all libraries but the driver, whose native part a host shares, and the logging that goes with the host. */
    private static WeakReference<ClassLoader> deploy(Path folder) throws Exception {
        var loader = new OwnClasses();
        Consumer<Path> host = host(loader);
        host.accept(folder);
        loader.close();
        return new WeakReference<>(loader);
    }

    @SuppressWarnings("unchecked")
    private static Consumer<Path> host(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> host = loader.loadClass(Host.class.getName());
        var maker = host.getDeclaredConstructor();
        maker.setAccessible(true);
        return (Consumer<Path>) maker.newInstance();
    }

    /** Runs an engine from its start to its end. */
    static final class Host implements Consumer<Path> {
        @Override
        public void accept(Path folder) {
            try (TestEngine engine = new Stage().engine().folder(folder).start()) {
                TestEngine.now(engine.dispatch(new Act("deployed")).result());
            }
        }
    }

    /** Loads by itself what a parent could give as well. */
    private static final class OwnClasses extends URLClassLoader {
        OwnClasses() {
            super(classPath(), RedeployMain.class.getClassLoader());
        }

        private static URL[] classPath() {
            return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(OwnClasses::url)
                    .toArray(URL[]::new);
        }

        private static URL url(String entry) {
            try {
                return Path.of(entry).toUri().toURL();
            } catch (MalformedURLException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (isShared(name)) {
                    return super.loadClass(name, resolve);
                }
                Class<?> own = findLoadedClass(name);
                return own == null ? findClass(name) : own;
            }
        }

        private static boolean isShared(String name) {
            return !(name.startsWith("io.headwater.")
                    || name.startsWith("reactor.core.")
                    || name.startsWith("reactor.util.")
                    || name.startsWith("reactor.test.")
                    || name.startsWith("org.reactivestreams.")
                    || name.startsWith("org.flywaydb.")
                    || name.startsWith("tools.jackson.")
                    || name.startsWith("com.fasterxml."));
        }
    }
}
