{{/* The variable of a setting: relay.smartHost.port is POSTBUS_RELAY_SMART_HOST_PORT. */}}
{{- define "postbus.variable" -}}
POSTBUS_{{ regexReplaceAll "([a-z0-9])([A-Z])" . "${1}_${2}" | replace "." "_" | upper }}
{{- end }}

{{/* What every process is told, as YAML of keys and values; `settings` of the values win. */}}
{{- define "postbus.settings" -}}
{{- $settings := dict
  "mode" "cluster"
  "operations.listen" "0.0.0.0:9464"
  "kafka.brokers" (join "," .Values.kafka.brokers)
  "kafka.partitions" .Values.kafka.partitions
  "kafka.replication" .Values.kafka.replication
  "kafka.minInsyncReplicas" .Values.kafka.minInsyncReplicas
  "kafka.tls" .Values.kafka.tls.enabled
  "kafka.sasl" .Values.kafka.sasl.mechanism
  "mongo.database" .Values.mongo.database
  "sync.drain" (printf "%ds" (int .Values.sync.drainSeconds)) }}
{{- with .Values.kafka.prefix }}{{ $_ := set $settings "kafka.prefix" . }}{{ end }}
{{- with .Values.kafka.sasl.username }}{{ $_ := set $settings "kafka.username" . }}{{ end }}
{{- if .Values.kafka.tls.existingSecret }}
{{- $_ := set $settings "kafka.ca" "/etc/postbus/kafka/ca.crt" }}
{{- if .Values.kafka.tls.clientCertificate }}
{{- $_ := set $settings "kafka.certificate" "/etc/postbus/kafka/tls.crt" }}
{{- $_ := set $settings "kafka.key" "/etc/postbus/kafka/tls.key" }}
{{- end }}
{{- end }}
{{- if .Values.sync.tlsInFront }}
{{- $_ := set $settings "sync.tlsInFront" true }}
{{- $_ := set $settings "sync.http" "0.0.0.0:8080" }}
{{- end }}
{{- if .Values.ingest.lmtp.enabled }}{{ $_ := set $settings "ingest.lmtp" "0.0.0.0:2424" }}{{ else }}{{ $_ := set $settings "ingest.lmtp" "off" }}{{ end }}
{{- if .Values.smsDispatch.mm7.enabled }}{{ $_ := set $settings "smsDispatch.mm7.listen" "0.0.0.0:8090" }}{{ end }}
{{- range $listener, $variable := dict "smtp" "relay" "submission" "submission" "submissions" "submissions" }}
{{- if not (get $.Values.ingest.service.ports $listener) }}{{ $_ := set $settings (printf "ingest.%s" $variable) "off" }}{{ end }}
{{- end }}
{{- mergeOverwrite $settings (deepCopy .Values.settings) | toYaml }}
{{- end }}

{{/* What one service is told beside it. */}}
{{- define "postbus.environment" -}}
{{- $root := .root }}
{{- $secret := include "postbus.secretName" $root }}
- name: POSTBUS_MONGO_URL
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: mongo-url } }
{{- if ne $root.Values.kafka.sasl.mechanism "off" }}
- name: POSTBUS_KAFKA_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: kafka-password } }
{{- end }}
{{- if has .name (include "postbus.showCertificate" $root | fromYamlArray) }}
- name: POSTBUS_TLS_CERTIFICATE
  value: /etc/postbus/tls/tls.crt
- name: POSTBUS_TLS_KEY
  value: /etc/postbus/tls/tls.key
{{- end }}
{{- if eq .name "relay" }}
- name: POSTBUS_RELAY_SMART_HOST_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: smart-host-password, optional: true } }
{{- end }}
{{- if eq .name "sms-dispatch" }}
- name: POSTBUS_SMS_DISPATCH_CHANNELS
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: sms-channels, optional: true } }
{{- end }}
{{- if eq .name "sync" }}
- name: POSTBUS_SYNC_API_TOKENS
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: sync-api-tokens, optional: true } }
{{- end }}
{{- if has .name (list "conversion" "admin") }}
- name: POSTBUS_CONVERSION_SMIME_MASTER_KEYS
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: smime-master-keys, optional: true } }
{{- end }}
{{- if eq .name "conversion" }}
{{- if $root.Values.smime.trustSecret }}
- name: POSTBUS_CONVERSION_SMIME_TRUST
  value: /etc/postbus/smime-trust/trust.pem
{{- end }}
{{- if $root.Values.smime.crlsSecret }}
- name: POSTBUS_CONVERSION_SMIME_CRLS
  value: /etc/postbus/smime-crls
{{- end }}
{{- end }}
{{- if eq .name "admin" }}
- name: POSTBUS_ADMIN_LISTEN
  value: {{ ternary "0.0.0.0" "127.0.0.1" $root.Values.admin.http.enabled }}:9465
- name: POSTBUS_ADMIN_TOKEN
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: admin-token } }
{{- range $variable, $key := dict "POSTBUS_ADMIN_TOKENS" "admin-tokens" "POSTBUS_ADMIN_READ_ONLY_TOKENS" "admin-read-only-tokens" }}
- name: {{ $variable }}
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: {{ $key }}, optional: true } }
{{- end }}
# For the postbus command in this pod.
- name: POSTBUS_ADMIN
  value: {{ ternary (printf "https://%s:9465" $root.Values.admin.http.host) "http://127.0.0.1:9465" $root.Values.admin.http.enabled }}
{{- end }}
{{- with $root.Values.telemetry.otlpEndpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with $root.Values.extraEnvironment }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* The services that speak TLS with the certificate. */}}
{{- define "postbus.showCertificate" -}}
{{- $names := list }}
{{- if .Values.tls.existingSecret }}
{{- $names = list "ingest" "sync" }}
{{- if .Values.admin.http.enabled }}{{ $names = append $names "admin" }}{{ end }}
{{- if .Values.smsDispatch.mm7.enabled }}{{ $names = append $names "sms-dispatch" }}{{ end }}
{{- end }}
{{- toYaml $names }}
{{- end }}
