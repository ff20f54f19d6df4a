/** The label of the environment; what says none lacks it, and is told apart like one more environment. */
export const ENVIRONMENT = 'deployment_environment_name';

/** For the description of an alert, after the name of what it is about; nothing where there is no environment. */
export const IN_ENVIRONMENT = `{{ with $labels.${ENVIRONMENT} }} in {{ . }}{{ end }}`;
