package routes.chaos;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a test attacks, and how; a line of the table of reliability. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Promise {

    /** What must hold. */
    String value();

    /** What is done to break it. */
    String attack();
}
