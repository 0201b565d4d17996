package io.headwater.benchmarks.contender;

import java.util.Properties;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;

/** In memory, taking as many triggers at once as it has threads. It stores nothing. */
public final class Quartz implements Contender {
    /** Public, for Quartz makes it. */
    public static final class NoOpJob implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            Started.now(context.getMergedJobDataMap().getInt("i"));
        }
    }

    private final boolean runsJobs;
    private final Scheduler scheduler;

    Quartz(int slots) throws SchedulerException {
        runsJobs = slots > 0;
        String threads = Integer.toString(Math.max(1, slots));
        var settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", "benchmark");
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        settings.setProperty("org.quartz.threadPool.threadCount", threads);
        settings.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", threads);
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        scheduler = new StdSchedulerFactory(settings).getScheduler();
    }

    @Override
    public void start() throws SchedulerException {
        if (runsJobs) {
            scheduler.start();
        }
    }

    @Override
    public void dispatch(int number) throws SchedulerException {
        scheduler.scheduleJob(
                JobBuilder.newJob(NoOpJob.class)
                        .withIdentity("j" + number)
                        .usingJobData("i", number)
                        .build(),
                TriggerBuilder.newTrigger()
                        .withIdentity("t" + number)
                        .startNow()
                        .build());
    }

    @Override
    public long unfinished() throws SchedulerException {
        return scheduler.getTriggerKeys(GroupMatcher.<TriggerKey>anyGroup()).size();
    }

    @Override
    public void close() throws SchedulerException {
        scheduler.shutdown(true);
    }
}
