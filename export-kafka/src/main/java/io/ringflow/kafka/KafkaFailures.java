package io.ringflow.kafka;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Says what failed in the client, and what to do about it. */
final class KafkaFailures {

    /** The names of transactions and groups start with this. */
    private static final String PREFIX = "ringflow-";

    private static final String FENCED = "another task delivers the same queue";
    private static final String ONLY_ONE =
            "if this repeats, two jobs were started from one savepoint; stop one of them";
    private static final String TOO_FEW = "too few replicas are in sync";
    private static final String REPLICAS = "check the brokers, or min.insync.replicas of the topic";
    private static final String NOT_ALLOWED = "the broker does not allow it";

    private static final List<Advice> ADVICE =
            List.of(
                    new Advice(
                            SaslAuthenticationException.class,
                            "the broker refuses the credentials",
                            "check sasl.mechanism in properties, and the user and password in"
                                    + " secretsFile"),
                    new Advice(
                            SslAuthenticationException.class,
                            "no TLS connection to the broker",
                            "check the ssl properties: the client must trust the broker's"
                                    + " certificate"),
                    new Advice(
                            TopicAuthorizationException.class,
                            NOT_ALLOWED,
                            "allow Write and Describe on the topic, and for exactly-once Read too"),
                    new Advice(
                            TransactionalIdAuthorizationException.class,
                            NOT_ALLOWED,
                            "allow Write and Describe on transactional ids that start with "
                                    + PREFIX),
                    new Advice(
                            GroupAuthorizationException.class,
                            NOT_ALLOWED,
                            "allow Read on groups that start with " + PREFIX),
                    new Advice(
                            ClusterAuthorizationException.class,
                            NOT_ALLOWED,
                            "allow IdempotentWrite on the cluster"),
                    new Advice(
                            UnknownTopicOrPartitionException.class,
                            "the topic doesn't exist",
                            "create it, or check the setting topic; the user also needs the right"
                                    + " to describe it"),
                    new Advice(ProducerFencedException.class, FENCED, ONLY_ONE),
                    new Advice(InvalidProducerEpochException.class, FENCED, ONLY_ONE),
                    new Advice(NotEnoughReplicasException.class, TOO_FEW, REPLICAS),
                    new Advice(NotEnoughReplicasAfterAppendException.class, TOO_FEW, REPLICAS),
                    new Advice(
                            TimeoutException.class,
                            "no answer from the broker",
                            "check that it runs, that bootstrapServers is right, and that this"
                                    + " host reaches the addresses that the broker advertises"),
                    new Advice(
                            ConfigException.class,
                            "the client can't be set up",
                            "correct bootstrapServers, properties or secretsFile"),
                    new Advice(
                            UnsupportedVersionException.class,
                            "the broker is too old",
                            "exactly-once needs Kafka 2.5 or newer"));

    private static final Advice OTHER =
            new Advice(Throwable.class, "the broker did not take flows", "see the broker's log");

    private final KafkaTarget target;

    KafkaFailures(KafkaTarget target) {
        this.target = target;
    }

    /** Throws the description of a failure, if there is one. */
    void throwIf(Optional<Exception> failure) throws IOException {
        if (failure.isPresent()) {
            throw describe(failure.get());
        }
    }

    /** Describes a failure, unless it is an interrupt of this thread. */
    IOException describeUninterrupted(KafkaException e) throws InterruptedException {
        if (e instanceof InterruptException) {
            Thread.interrupted();
            throw new InterruptedException();
        }
        return describe(e);
    }

    /** Describes a failure. */
    IOException describe(Exception e) {
        Throwable cause = cause(e);
        Advice advice = advice(cause);
        return new IOException(
                "%s: %s (%s); %s"
                        .formatted(target.label(), advice.what(), text(cause), advice.remedy()),
                e);
    }

    /** An exception's message on one line without a full stop. */
    static String text(Throwable e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.strip().replaceAll("[.\\s]+$", "").replace('\n', ' ');
    }

    /** The cause that says most: the last one that has advice, or else that is of Kafka. */
    private static Throwable cause(Throwable e) {
        Throwable last = e;
        Throwable known = null;
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof KafkaException) {
                last = t;
                known = advice(t).equals(OTHER) ? known : t;
            }
        }
        return known == null ? last : known;
    }

    private static Advice advice(Throwable cause) {
        return ADVICE.stream()
                .filter(advice -> advice.type().isInstance(cause))
                .findFirst()
                .orElse(OTHER);
    }

    /**
     * What a kind of failure means.
     *
     * @param type the exception of Kafka's client
     * @param what what failed
     * @param remedy what the user can do
     */
    private record Advice(Class<? extends Throwable> type, String what, String remedy) {}
}
