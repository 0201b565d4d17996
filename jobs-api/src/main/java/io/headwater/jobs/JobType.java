package io.headwater.jobs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names a {@link Job} for the store, for people and for programs; the class itself may be renamed and moved freely. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface JobType {
    /** The stored name, such as {@code speech.transcribe}: lower case words, digits and dashes, divided by dots. */
    String name();

    /** The version of the record's components, at least 1; raised when stored ones can no longer be read as they are: an {@link Upcaster} then reads them. */
    int version() default 1;

    /** What people read, such as "Speech-to-Text Transcription"; the name, where it is empty. */
    String title() default "";

    /** The queue whose slots this job takes unless {@link DispatchOptions} say otherwise. */
    String queue() default "default";
}
