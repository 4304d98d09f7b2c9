{{/* Labels of every object. */}}
{{- define "ringflow.labels" -}}
app.kubernetes.io/name: ringflow
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* The settings in ringflow.yaml, of the job and the query server. */}}
{{- define "ringflow.configuration" -}}
capture:
  interfaces: {{ toJson .Values.capture.interfaces }}
  {{- with .Values.capture.filter }}
  filter: {{ toJson . }}
  {{- end }}
query:
  host: 0.0.0.0
  state:
    host: 0.0.0.0
    tokenFile: /etc/ringflow/state/token
    tls:
      certificateFile: /etc/ringflow/state/tls.crt
      keyFile: /etc/ringflow/state/tls.key
      authorityFile: /etc/ringflow/state/ca.crt
      serverName: ringflow-state
security:
  mode: token
  tokens:
    {{- range .Values.tokens }}
    - name: {{ toJson .name }}
      tokenFile: {{ printf "/etc/ringflow/api/%s" .key | toJson }}
      {{- with .scope }}
      scope: {{ . }}
      {{- end }}
      {{- with .expires }}
      expires: {{ . }}
      {{- end }}
    {{- end }}
  tls:
    certificate: /etc/ringflow/api/tls.crt
    key: /etc/ringflow/api/tls.key
{{- if .Values.history.enabled }}
history:
  dir: /history
  keep: {{ toJson .Values.history.keep }}
{{- end }}
{{- with .Values.exports }}
export: {{ toJson . }}
{{- end }}
flink:
  rest.address: {{ .Release.Name }}-rest
  execution.checkpointing.dir: file:///checkpoints
{{- end }}

{{/* Flink's settings. The ports are known, for the network policies and the firewall of the nodes. */}}
{{- define "ringflow.flink" -}}
kubernetes.entry.path: /capturing-entrypoint
jobmanager.scheduler: adaptive
jobmanager.adaptive-scheduler.submission.resource-stabilization-timeout: 10 s
taskmanager.numberOfTaskSlots: {{ .Values.slotsPerNode | quote }}
taskmanager.memory.managed.size: "0"
taskmanager.memory.network.min: 128m
taskmanager.memory.network.max: 128m
taskmanager.network.bind-policy: ip
jobmanager.rpc.port: "6123"
blob.server.port: "6124"
taskmanager.data.port: "6121"
taskmanager.rpc.port: "6122"
metrics.internal.query-service.port: "6125"
rest.port: "8081"
web.submit.enable: "false"
web.cancel.enable: "false"
high-availability.type: kubernetes
high-availability.storageDir: file:///checkpoints/ha
execution.checkpointing.dir: file:///checkpoints/checkpoints
execution.checkpointing.savepoint-dir: file:///checkpoints/savepoints
execution.checkpointing.interval: 10 s
execution.checkpointing.tolerable-failed-checkpoints: "2147483647"
restart-strategy.type: exponential-delay
env.java.opts.all: -XX:+ExitOnOutOfMemoryError -Dpekko.remote.classic.use-passive-connections=off
env.java.opts.taskmanager: --enable-native-access=ALL-UNNAMED
{{- end }}

{{/* A claim that all nodes write: a dictionary of root, name and values. */}}
{{- define "ringflow.claim" -}}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .name }}
  labels: {{- include "ringflow.labels" .root | nindent 4 }}
  annotations:
    # What it holds outlives the release.
    helm.sh/resource-policy: keep
spec:
  accessModes: [ReadWriteMany]
  {{- with .values.storageClassName }}
  storageClassName: {{ . }}
  {{- end }}
  resources:
    requests:
      storage: {{ .values.storage }}
{{- end }}
