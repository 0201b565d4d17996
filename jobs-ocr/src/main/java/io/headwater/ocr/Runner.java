package io.headwater.ocr;

import io.headwater.models.SearchPath;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs on one image, one after the other. Programs and no libraries, because a damaged image must not end this
 * process, and because they can be stopped at any moment. Blocks.
 */
final class Runner implements Closeable {
    private final Image image;
    private @Nullable Process running;
    private boolean closed;

    Runner(Image image) {
        this.image = image;
    }

    /**
     * What a program says, when it has ended well.
     *
     * @param folder where it runs, and where its words are kept meanwhile
     */
    String run(List<String> command, Path folder) throws IOException {
        Path words = folder.resolve("words");
        Path complaints = folder.resolve("complaints");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(words.toFile())
                .redirectError(complaints.toFile());
        builder.redirectInput(Redirect.PIPE);
        builder.environment().put("OMP_THREAD_LIMIT", "1");
        int status = waitFor(begin(builder));
        if (status != 0) {
            throw OcrErrors.unreadable(image, last(Files.readString(complaints, StandardCharsets.UTF_8)));
        }
        return Files.readString(words, StandardCharsets.UTF_8);
    }

    private synchronized Process begin(ProcessBuilder builder) throws IOException {
        if (closed) {
            throw new CancellationException("reading was stopped");
        }
        running = SearchPath.ofThisMachine().start(builder);
        return running;
    }

    private int waitFor(Process process) throws IOException {
        try {
            process.getOutputStream().close();
            int status = process.waitFor();
            if (isClosed()) {
                throw new CancellationException("reading was stopped");
            }
            return status;
        } catch (InterruptedException stop) {
            end(process);
            Thread.currentThread().interrupt();
            throw new CancellationException("reading was stopped");
        }
    }

    /** Waits for it, for what it writes is to be cleared away. */
    private static void end(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor(2, TimeUnit.SECONDS);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static String last(String complaints) {
        String all = complaints.strip();
        return all.isEmpty() ? "the program that read it does not say why" : all.substring(all.lastIndexOf('\n') + 1);
    }

    /** Ends what it is at. */
    @Override
    public synchronized void close() {
        closed = true;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
