{{/* Values that do not go together: told here, where a person reads it, and not by a pod that does not start. */}}
{{- define "postbus.checks" -}}
{{- with .Values }}
{{- if not .kafka.brokers }}{{ fail "kafka.brokers: name a broker at least, host:port" }}{{ end }}
{{- if not (or .secrets.existingSecret .secrets.mongoUrl) }}{{ fail "secrets.mongoUrl or secrets.existingSecret: say where MongoDB is" }}{{ end }}
{{- if and (ne .kafka.sasl.mechanism "off") (not .kafka.tls.enabled) }}{{ fail "kafka.tls.enabled: a login at brokers goes over TLS alone" }}{{ end }}
{{- if and (ne .kafka.sasl.mechanism "off") (not .kafka.sasl.username) }}{{ fail "kafka.sasl.username: who logs in at the brokers" }}{{ end }}
{{- if and (ne .kafka.sasl.mechanism "off") (not (or .secrets.existingSecret .secrets.kafkaPassword)) }}{{ fail "secrets.kafkaPassword or secrets.existingSecret: the password of kafka.sasl.username" }}{{ end }}
{{- if and .kafka.tls.clientCertificate (not .kafka.tls.existingSecret) }}{{ fail "kafka.tls.existingSecret: the certificate of kafka.tls.clientCertificate" }}{{ end }}
{{- if not (or .tls.existingSecret .sync.tlsInFront) }}{{ fail "tls.existingSecret: ActiveSync needs a certificate, or sync.tlsInFront" }}{{ end }}
{{- if and .sync.tlsInFront (not (and .networkPolicy.enabled .networkPolicy.sync.from)) }}{{ fail "networkPolicy.sync.from: where TLS ends in front, only the proxy may reach the pods" }}{{ end }}
{{- if and .admin.http.enabled (not .admin.http.host) }}{{ fail "admin.http.host: a name of the certificate, by which the admin API is reached" }}{{ end }}
{{- if and .admin.http.enabled (not .tls.existingSecret) }}{{ fail "tls.existingSecret: the admin API leaves its pod over TLS alone" }}{{ end }}
{{- if and .smsDispatch.mm7.enabled (not .tls.existingSecret) }}{{ fail "tls.existingSecret: carriers post MMS over TLS alone" }}{{ end }}
{{- if and .sync.ingress.enabled (not .sync.ingress.hosts) }}{{ fail "sync.ingress.hosts: name a host at least" }}{{ end }}
{{- range $name := list "conversion" "relay" "smsDispatch" }}
{{- $service := get $.Values $name }}
{{- $most := ternary $service.autoscaling.maxReplicas $service.replicas $service.autoscaling.enabled }}
{{- if gt (int $most) (int $.Values.kafka.partitions) }}{{ fail (printf "%s: more processes than kafka.partitions have nothing to do" $name) }}{{ end }}
{{- end }}
{{- end }}
{{- end }}
