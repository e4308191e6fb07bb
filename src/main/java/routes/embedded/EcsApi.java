package routes.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** What the calls of the ECS API do to services that only have a desired count, and how they are answered. */
final class EcsApi {

    private static final String ARN = "arn:aws:ecs:us-east-1:123456789012:";
    private static final ObjectMapper JSON = new ObjectMapper();

    private EcsApi() {}

    /** An answer with its HTTP status. */
    record Answer(int status, ObjectNode body) {

        static Answer error(int status, String type, String message) {
            return new Answer(
                    status, JSON.createObjectNode().put("__type", type).put("message", message));
        }
    }

    /**
     * Answers a call.
     *
     * @param services desired counts by service, which the call may change; null when there is no such cluster
     */
    static Answer answer(String action, String cluster, Map<String, Integer> services, JsonNode request) {
        if (services == null) {
            return Answer.error(400, "ClusterNotFoundException", "Cluster not found.");
        }
        return switch (action) {
            case "UpdateService" -> updateService(cluster, services, request);
            case "DescribeServices" -> describeServices(cluster, services, request);
            case "ListServices" -> listServices(cluster, services);
            default -> Answer.error(400, "UnknownOperationException", "Not in this stub: " + action);
        };
    }

    private static Answer updateService(String cluster, Map<String, Integer> services, JsonNode request) {
        String service = name(request.path("service").asText());
        if (!services.containsKey(service)) {
            return Answer.error(400, "ServiceNotFoundException", "Service not found.");
        }
        JsonNode desiredCount = request.path("desiredCount");
        if (desiredCount.isInt()) {
            if (desiredCount.asInt() < 0) {
                return Answer.error(400, "InvalidParameterException", "desiredCount must not be negative");
            }
            services.put(service, desiredCount.asInt());
        }
        ObjectNode body = JSON.createObjectNode();
        body.set("service", describe(cluster, service, services.get(service)));
        return new Answer(200, body);
    }

    private static Answer describeServices(String cluster, Map<String, Integer> services, JsonNode request) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode found = body.putArray("services");
        ArrayNode missing = body.putArray("failures");
        for (JsonNode asked : request.path("services")) {
            String service = name(asked.asText());
            if (services.containsKey(service)) {
                found.add(describe(cluster, service, services.get(service)));
            } else {
                missing.addObject().put("arn", serviceArn(cluster, service)).put("reason", "MISSING");
            }
        }
        return new Answer(200, body);
    }

    private static Answer listServices(String cluster, Map<String, Integer> services) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode arns = body.putArray("serviceArns");
        services.keySet().forEach(service -> arns.add(serviceArn(cluster, service)));
        return new Answer(200, body);
    }

    private static ObjectNode describe(String cluster, String service, int desiredCount) {
        return JSON.createObjectNode()
                .put("serviceArn", serviceArn(cluster, service))
                .put("serviceName", service)
                .put("clusterArn", ARN + "cluster/" + cluster)
                .put("status", "ACTIVE")
                .put("desiredCount", desiredCount)
                .put("runningCount", desiredCount)
                .put("pendingCount", 0);
    }

    private static String serviceArn(String cluster, String service) {
        return ARN + "service/" + cluster + "/" + service;
    }

    /** The name in an ARN, or the name itself: the API takes both. */
    static String name(String nameOrArn) {
        return nameOrArn.startsWith("arn:") ? nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1) : nameOrArn;
    }
}
