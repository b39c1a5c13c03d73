"""The steps of deploy.sh, each a module.

deploy.sh lists the steps and their order; `python -m operate.deploy STEP …` runs one of them. A step reads the present
state, plans changes as plain data, and then carries them out one by one. Therefore

- `--plan` is the same code without the last part: it cannot change anything, and prints exactly what a run would do;
- a second run plans nothing, because the present state is the wanted one;
- a run after an interrupted one plans what is missing. No state is kept between runs except on the platforms.

The cost: a step queries the platform before it acts, which takes a few seconds longer than acting blindly.

    job        the context of a step: options, settings, tools, console, clock
    change     a planned change; the most frequent kind is a command line
    tools      runs ibmcloud, wsk and wskdeploy, and explains their errors in one sentence
    check … summary   the steps
"""
