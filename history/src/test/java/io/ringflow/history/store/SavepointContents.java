package io.ringflow.history.store;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;

/** The names under which a savepoint keeps state. */
final class SavepointContents {

    private SavepointContents() {}

    /** The names of the states of each operator that has any, by the operator's uid. */
    static Map<String, Set<String>> states(Path savepoint) throws Exception {
        Map<String, Set<String>> states = new TreeMap<>();
        for (OperatorState operator : operators(savepoint)) {
            Set<String> names = new TreeSet<>();
            for (OperatorSubtaskState subtask : operator.getStates()) {
                for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
                    names.addAll(handle.getStateNameToPartitionOffsets().keySet());
                }
                for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
                    names.addAll(keyedStates((StreamStateHandle) handle));
                }
            }
            if (!names.isEmpty()) {
                states.put(operator.getOperatorUid().orElseThrow(), names);
            }
        }
        return states;
    }

    /** The numbers of key groups. */
    static Set<Integer> keyGroups(Path savepoint) throws IOException {
        Set<Integer> numbers = new TreeSet<>();
        operators(savepoint).forEach(operator -> numbers.add(operator.getMaxParallelism()));
        return numbers;
    }

    private static Iterable<OperatorState> operators(Path savepoint) throws IOException {
        try (DataInputStream in =
                new DataInputStream(Files.newInputStream(savepoint.resolve("_metadata")))) {
            return Checkpoints.loadCheckpointMetadata(
                            in,
                            SavepointContents.class.getClassLoader(),
                            savepoint.toUri().toString())
                    .getOperatorStates();
        }
    }

    private static Set<String> keyedStates(StreamStateHandle handle) throws IOException {
        Set<String> names = new TreeSet<>();
        try (FSDataInputStream in = handle.openInputStream()) {
            KeyedBackendSerializationProxy<Object> header =
                    new KeyedBackendSerializationProxy<>(SavepointContents.class.getClassLoader());
            header.read(new DataInputViewStreamWrapper(in));
            for (StateMetaInfoSnapshot state : header.getStateMetaInfoSnapshots()) {
                names.add(state.getName());
            }
        }
        return names;
    }
}
