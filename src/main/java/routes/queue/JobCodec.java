package routes.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import redis.clients.jedis.resps.StreamEntry;

/** Jobs as they travel through the queue: JSON, in UTF-8. */
public final class JobCodec {

    private final ObjectMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public String write(Job job) {
        try {
            return mapper.writeValueAsString(job);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a job is always writable", e);
        }
    }

    /**
     * Reads a job.
     *
     * @throws MalformedJobException when the text is not a job
     */
    public Job read(String json) {
        Job job;
        try {
            job = mapper.readValue(json, Job.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new MalformedJobException(e);
        }
        if (job == null || job.migration() == null || job.rows().isEmpty()) {
            throw new MalformedJobException(null);
        }
        return job;
    }

    /**
     * Reads the job of an entry of Redis.
     *
     * @throws MalformedJobException when it holds none
     */
    public Job read(StreamEntry entry) {
        return read(entry.getFields().getOrDefault("body", ""));
    }

    /** An entry of the queue that is not a job; delivering it again cannot help. */
    public static final class MalformedJobException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public MalformedJobException(Throwable cause) {
            super("not a job" + (cause == null ? "" : ": " + cause.getMessage()), cause);
        }
    }
}
