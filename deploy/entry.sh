#!/bin/sh
# The models that the image was built with go into the volume once; then the program.
set -eu
if [ ! -d "$SURVEY_ASSISTANT_HOME/models" ]; then
  cp -r /app/home/models "$SURVEY_ASSISTANT_HOME/models"
fi
exec /app/.venv/bin/survey-assistant "$@"
