{{/* One rule of a NetworkPolicy: {direction: from or to, peers, ports by number or name}. No peers: anybody. */}}
{{- define "postbus.peers" -}}
{{- with .peers }}
{{ $.direction }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
ports:
  {{- range .ports }}
  - { protocol: TCP, port: {{ . }} }
  {{- end }}
{{- end }}
