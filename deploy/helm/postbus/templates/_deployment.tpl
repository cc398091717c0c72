{{/* The Deployment of one service: {root, name, command}. */}}
{{- define "postbus.deployment" -}}
{{- $root := .root }}
{{- $service := get $root.Values (include "postbus.valuesKey" .name) }}
{{- $autoscaled := and (hasKey $service "autoscaling") $service.autoscaling.enabled }}
{{- $certificate := has .name (include "postbus.showCertificate" $root | fromYamlArray) }}
{{- $listens := and (eq .name "sms-dispatch") $root.Values.smsDispatch.mm7.enabled }}
{{- $preStop := $service.preStopSeconds | default (ternary 10 0 $listens) }}
{{- $grace := $service.terminationGracePeriodSeconds | default (add $preStop ($service.drainSeconds | default 0) 60) }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "postbus.fullname" $root }}-{{ .name }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "postbus.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .name }}
spec:
  {{- if not $autoscaled }}
  replicas: {{ $service.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  minReadySeconds: 10
  strategy:
    type: RollingUpdate
    # None goes before another is there.
    rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }
  selector:
    matchLabels:
      {{- include "postbus.selector" $root | nindent 6 }}
      app.kubernetes.io/component: {{ .name }}
  template:
    metadata:
      labels:
        {{- with $root.Values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        {{- include "postbus.labels" $root | nindent 8 }}
        app.kubernetes.io/component: {{ .name }}
      annotations:
        checksum/settings: {{ include "postbus.settings" $root | sha256sum }}
        {{- if not $root.Values.secrets.existingSecret }}
        checksum/secrets: {{ toJson $root.Values.secrets | sha256sum }}
        {{- end }}
        {{- with mergeOverwrite (deepCopy $root.Values.podAnnotations) $service.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "postbus.serviceAccountName" $root }}
      automountServiceAccountToken: false
      # Else Kubernetes makes variables POSTBUS_…_PORT of the services.
      enableServiceLinks: false
      {{- with $root.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $root.Values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- if and (eq .name "admin") $root.Values.admin.http.enabled }}
      # The postbus command in the pod finds it by the name of the certificate.
      hostAliases:
        - { ip: 127.0.0.1, hostnames: [{{ $root.Values.admin.http.host | quote }}] }
      {{- end }}
      terminationGracePeriodSeconds: {{ $grace }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        fsGroup: 65532
        seccompProfile: { type: RuntimeDefault }
      containers:
        - name: {{ .name }}
          image: {{ include "postbus.image" $root | quote }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          command: {{ toJson .command }}
          envFrom:
            - configMapRef: { name: {{ include "postbus.fullname" $root }}-settings }
          env:
            {{- include "postbus.environment" . | trim | nindent 12 }}
          ports:
            {{- range $name, $port := include "postbus.ports" . | fromYaml }}
            - { name: {{ $name }}, containerPort: {{ $port }}, protocol: TCP }
            {{- end }}
          startupProbe:
            httpGet: { path: /healthz, port: operations }
            periodSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet: { path: /healthz, port: operations }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: { path: /readyz, port: operations }
            periodSeconds: 5
            timeoutSeconds: 4
            failureThreshold: 3
          {{- if $preStop }}
          lifecycle:
            preStop:
              sleep: { seconds: {{ $preStop }} }
          {{- end }}
          resources:
            {{- toYaml $service.resources | nindent 12 }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          volumeMounts:
            - { name: tmp, mountPath: /tmp }
            {{- if $certificate }}
            - { name: tls, mountPath: /etc/postbus/tls, readOnly: true }
            {{- end }}
            {{- if $root.Values.kafka.tls.existingSecret }}
            - { name: kafka-tls, mountPath: /etc/postbus/kafka, readOnly: true }
            {{- end }}
            {{- if $root.Values.mongo.caSecret }}
            - { name: mongo-ca, mountPath: /etc/postbus/mongo, readOnly: true }
            {{- end }}
            {{- if and (eq .name "sms-dispatch") $service.filesSecret }}
            - { name: carriers, mountPath: /etc/postbus/carriers, readOnly: true }
            {{- end }}
            {{- if eq .name "conversion" }}
            {{- if $root.Values.smime.trustSecret }}
            - { name: smime-trust, mountPath: /etc/postbus/smime-trust, readOnly: true }
            {{- end }}
            {{- if $root.Values.smime.crlsSecret }}
            - { name: smime-crls, mountPath: /etc/postbus/smime-crls, readOnly: true }
            {{- end }}
            {{- end }}
      volumes:
        - name: tmp
          emptyDir: { sizeLimit: 64Mi }
        {{- if $certificate }}
        - name: tls
          secret: { secretName: {{ $root.Values.tls.existingSecret }}, defaultMode: 0440 }
        {{- end }}
        {{- with $root.Values.kafka.tls.existingSecret }}
        - name: kafka-tls
          secret: { secretName: {{ . }}, defaultMode: 0440 }
        {{- end }}
        {{- with $root.Values.mongo.caSecret }}
        - name: mongo-ca
          secret: { secretName: {{ . }}, defaultMode: 0440 }
        {{- end }}
        {{- if and (eq .name "sms-dispatch") $service.filesSecret }}
        - name: carriers
          secret: { secretName: {{ $service.filesSecret }}, defaultMode: 0440 }
        {{- end }}
        {{- if eq .name "conversion" }}
        {{- with $root.Values.smime.trustSecret }}
        - name: smime-trust
          secret: { secretName: {{ . }}, defaultMode: 0440 }
        {{- end }}
        {{- with $root.Values.smime.crlsSecret }}
        - name: smime-crls
          secret: { secretName: {{ . }}, defaultMode: 0440 }
        {{- end }}
        {{- end }}
      topologySpreadConstraints:
        {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
        - topologyKey: {{ $key }}
          maxSkew: 1
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "postbus.selector" $root | nindent 14 }}
              app.kubernetes.io/component: {{ $.name }}
        {{- end }}
      {{- with $service.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $service.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $service.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}
