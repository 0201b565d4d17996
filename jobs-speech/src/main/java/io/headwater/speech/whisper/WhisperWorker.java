package io.headwater.speech.whisper;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The program of a worker process: loads one model and hears windows until its host closes the pipe, or is no more. That is
 * noticed at once, by a thread that does nothing but read, and ends the process in the middle of whatever it does.
 */
final class WhisperWorker {
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Wire.Opening opening;
    private final BlockingQueue<Wire.Window> windows = new LinkedBlockingQueue<>();

    private WhisperWorker(DataInputStream in, DataOutputStream out, Wire.Opening opening) {
        this.in = in;
        this.out = out;
        this.opening = opening;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        // What a terminal sends is for the host, who says here when it is over.
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        var in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
        var out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        System.setOut(System.err); // the pipe is for answers alone
        new WhisperWorker(in, out, Wire.readOpening(in)).work();
    }

    private void work() throws IOException, InterruptedException {
        var reader = new Thread(this::read, "windows");
        reader.setDaemon(true);
        reader.start();
        try (var model = new NativeModel(opening.model(), opening.threads())) {
            while (true) {
                answer(model, windows.take());
            }
        } catch (WhisperException e) {
            Wire.write(out, e);
        }
    }

    private void answer(NativeModel model, Wire.Window window)
            throws IOException, InterruptedException, WhisperException {
        try {
            Wire.write(out, model.hear(window.samples(), window.samples().length, window.language()));
        } catch (WhisperException e) {
            if (!e.concernsOneWindow()) {
                throw e;
            }
            Wire.write(out, e);
        }
    }

    private void read() {
        try {
            while (true) {
                windows.add(Wire.readWindow(in));
            }
        } catch (IOException hostIsGone) {
            Scratch.delete(opening.folder());
            Runtime.getRuntime().halt(0);
        }
    }
}
