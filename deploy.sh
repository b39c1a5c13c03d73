#!/usr/bin/env bash
# Deploys Handover, or removes it: options, tools, steps.
# Each step is a module in operate/deploy/. It reads the present state, plans what is missing, and carries that out.
set -euo pipefail
umask 077

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
  cat <<'TEXT'
./deploy.sh [code-engine|openwhisk|app] [options]

Deploys Handover to IBM Cloud Code Engine as functions (the default), to an OpenWhisk host, or to Code Engine as one application
(app: the only one that has no end of a runtime; docs/operations.md), sets up its bucket, imports the Watson skill
and sets its webhook. You can run it again at any time: it does only what is missing or out of date.

First time:
  cp settings.example.env settings.env      then enter your settings
  cp desk.example.json desk.json            then enter your agents
  ibmcloud login -r eu-de -g Default        or, for OpenWhisk: wsk property set --apihost HOST --auth KEY
  ./deploy.sh --plan                        prints what would be done, and changes nothing
  ./deploy.sh

Options:
  --settings FILE    the settings (default: settings.env)
  --desk FILE        agents, hours, limits (default: desk.json)
  --skill FILE       the dialog skill (default: skill-claim.json)
  --plan             print what would be done; secrets are masked
  --only STEP        run one step: check bundle bucket desk project functions timer skill number account smoke summary
                     call-me: calls your own phone once, through what is deployed, and tells what happens
  --remove           remove the deployment; asks before it deletes data
  --yes              answer yes to all questions except the one about deleting data
  --replace-skill    replace the skill in Watson; an export of the old one is saved in build/
  --project NAME     the Code Engine project (default: handover)
  --region REGION    the Code Engine region, if not the bucket's
  --python VERSION   the functions' Python (default: 3.13 on Code Engine, 3.11 on OpenWhisk)
  --min-scale N      app only: instances that always run (default: 1; 0 costs less, and the first call waits for a start)
  --phone NUMBER     your own phone for --only call-me, such as +493012345678
  --build FOLDER     the folder to build the bundle in (default: build)
  -h, --help         this text

Secrets never appear on a command line or on the screen. Code Engine takes them only from a file: only you can read it, and its
folder is removed when this script ends, even after an error.
HANDOVER_PYTHON=/path/to/python uses that Python, with operate/requirements.txt installed, instead of creating .venv-operate.

Exit codes: 0 done; 2 you need to correct something, which the last lines name; 1 a defect.
TEXT
}

fail() {
  printf '%s\n' "$1" >&2
  exit 2
}

# --- Options ---------------------------------------------------------------------------------------------------------

target=code-engine only='' plan='' remove=''
options=(--skill "$root/skill-claim.json" --build "$root/build")
steps=(check bundle bucket desk project functions timer skill number account smoke summary call-me)
removing=(check number skill timer functions project bucket summary)

while (($#)); do
  case $1 in
    code-engine | openwhisk | app) target=$1 ;;
    -h | --help) usage && exit 0 ;;
    --plan) plan=yes options+=("$1") ;;
    --remove) remove=yes options+=("$1") ;;
    --yes | --replace-skill) options+=("$1") ;;
    --only)
      only=${2:-}
      [[ " ${steps[*]} " == *" $only "* && -n $only ]] || fail "--only takes one step of: ${steps[*]}"
      shift
      ;;
    --settings | --desk | --skill | --project | --region | --python | --min-scale | --phone | --build)
      [[ -n ${2:-} ]] || fail "$1 needs a value; see ./deploy.sh --help."
      options+=("$1" "$2")
      shift
      ;;
    *) fail "\"$1\" is not an option; ./deploy.sh --help lists them." ;;
  esac
  shift
done

[[ -z $remove || -z $only || " ${removing[*]} " == *" $only "* ]] ||
  fail "--remove has no step \"$only\"; it has: ${removing[*]}"

# --- Tools: a Python with the packages of operate/ ----------------------------------------------------------------------

find_python() {
  local name
  for name in python3.13 python3.12 python3.11 python3; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  fail "Python 3.11 or newer is needed: https://www.python.org/downloads/"
}

make_environment() {
  local folder=$root/.venv-operate needs
  needs=$(cat "$root/functions/requirements.txt" "$root/operate/requirements.txt" | cksum)
  python=$folder/bin/python
  [[ -x $python && -f $folder/made-from && $(<"$folder/made-from") == "$needs" ]] && return
  printf 'Setting up .venv-operate (a minute, only when its packages change)\n'
  local with
  with=$(find_python)
  "$with" -m venv "$folder" || fail "$with cannot create a virtual environment: install its venv package (python3-venv)."
  "$python" -m pip install --quiet --disable-pip-version-check --requirement "$root/operate/requirements.txt" &
  local pip=$!
  while kill -0 "$pip" 2>/dev/null; do
    printf '.'
    sleep 2
  done
  printf '\n'
  wait "$pip" || fail "pip could not install operate/requirements.txt; check the network, then run this again."
  printf '%s' "$needs" >"$folder/made-from"
}

python=${HANDOVER_PYTHON:-}
[[ -n $python ]] || make_environment
export PYTHONPATH=$root/functions:$root

private=$(mktemp -d)
trap 'rm -rf "$private"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
options+=(--target "$target" --private "$private")

# --- Steps -----------------------------------------------------------------------------------------------------------

done_steps=''

step() { # NAME WHAT
  [[ -z $only || $only == "$1" ]] || return 0
  printf '\n%s: %s\n' "$1" "$2"
  local code=0
  "$python" -m operate.deploy "$1" "${options[@]}" || code=$?
  if ((code)); then
    printf '\nStopped in the step "%s".%s\n' "$1" "${done_steps:+ Done before it:$done_steps.}" >&2
    [[ -n $plan ]] || printf 'Correct this, then run the same command again: it continues from here.\n' >&2
    exit "$code"
  fi
  done_steps+=" $1"
}

if [[ -n $remove ]]; then
  step check "tools, login and settings"
  step number "the Twilio number's address for incoming calls"
  step skill "the skill's webhook"
  step timer "the timer"
  step functions "the actions and their settings"
  step project "the project"
  step bucket "the bucket and all data"
  step summary "what remains to be done by hand"
else
  step check "tools, login and settings"
  step bundle "the code with its dependencies"
  step bucket "storage for all state"
  step desk "agents, hours, limits"
  step project "the Code Engine project"
  step functions "the actions and their settings"
  step timer "calls the scheduler every minute"
  step skill "the dialog in Watson Assistant"
  step number "incoming calls to the Twilio number"
  step account "what the Twilio account and its numbers can do"
  step smoke "a test request to every action"
  step summary "what to do next"
  [[ $only != call-me ]] || step call-me "a call to your own phone"
fi

if [[ -n $plan ]]; then
  printf '\nThis was a plan: nothing was changed.\n'
elif [[ -z $only ]]; then
  printf '\nDone.\n'
fi
