import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;

/** Serves on a port until it is killed; objects are kept in memory. */
class LocalS3Server {

    public static void main(String... arguments) throws Exception {
        LocalS3.builder()
                .port(Integer.parseInt(arguments[0]))
                .mode(LocalS3Mode.IN_MEMORY)
                .build()
                .start();
        Thread.currentThread().join();
    }
}
