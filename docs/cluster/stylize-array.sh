#!/usr/bin/env bash
# Paints a folder of pictures with a job array of Slurm; every task paints its own part. See docs/cluster.md.
#
#   sbatch --array=1-100 stylize-array.sh PICTURES RESULTS --style PAINTING [more options of "stylize batch"]
#
# STYLIZE: the command, if it is not "stylize".

#SBATCH --job-name=stylize
#SBATCH --output=stylize-%A_%a.log
#SBATCH --open-mode=append
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=24:00:00
# Again on another node when this one fails: what is painted already is not painted twice.
#SBATCH --requeue
# A minute before the time is over: Stylize ends, and its summary says what is missing.
#SBATCH --signal=B:TERM@60

set -euo pipefail
if (($# < 3)) || [[ -z "${SLURM_ARRAY_TASK_ID:-}" ]]; then
  echo "usage: sbatch --array=1-N $0 PICTURES RESULTS --style PAINTING [more options of \"stylize batch\"]" >&2
  exit 2
fi
pictures=$1
results=$2
shift 2

# Logs and the state of unfinished pictures stay on the node.
export STYLIZE_HOME="${STYLIZE_HOME:-${TMPDIR:-/tmp}/stylize-$UID}"
export STYLIZE_THREADS="${SLURM_CPUS_PER_TASK:-1}"
export STYLIZE_OFFLINE=1
# Given by --mem, in MiB: half of it for a picture leaves room for all else.
if [[ -n "${SLURM_MEM_PER_NODE:-}" ]]; then set -- --memory "$((SLURM_MEM_PER_NODE / 2))MiB" "$@"; fi

mkdir -p "$results/summaries"
# shellcheck disable=SC2086 # The command may have arguments of its own.
exec ${STYLIZE:-stylize} batch "$pictures" --recursive --out "$results" \
  --summary "$results/summaries/$SLURM_ARRAY_TASK_ID.json" "$@"
