{{/* Ports on which pods of a service listen for others, by name, as YAML; `operations` is everybody's. */}}
{{- define "postbus.ports" -}}
{{- $values := .root.Values }}
{{- $ports := dict "operations" 9464 }}
{{- if eq .name "ingest" }}
{{- with $values.ingest.service.ports }}
{{- if .smtp }}{{ $_ := set $ports "smtp" 2525 }}{{ end }}
{{- if .submission }}{{ $_ := set $ports "submission" 2587 }}{{ end }}
{{- if .submissions }}{{ $_ := set $ports "submissions" 2465 }}{{ end }}
{{- end }}
{{- if $values.ingest.lmtp.enabled }}{{ $_ := set $ports "lmtp" 2424 }}{{ end }}
{{- else if eq .name "sync" }}
{{- if $values.sync.tlsInFront }}{{ $_ := set $ports "http" 8080 }}{{ else }}{{ $_ := set $ports "https" 8443 }}{{ end }}
{{- else if and (eq .name "sms-dispatch") $values.smsDispatch.mm7.enabled }}
{{- $_ := set $ports "mm7" 8090 }}
{{- else if and (eq .name "admin") $values.admin.http.enabled }}
{{- $_ := set $ports "admin" 9465 }}
{{- end }}
{{- toYaml $ports }}
{{- end }}
