package routes.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The blocks of documents that a test runs, or compares with what is printed: {@code DOCUMENT#HEADING}, with {@code [2]} for the second one under it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Walks {

    String[] value();
}
