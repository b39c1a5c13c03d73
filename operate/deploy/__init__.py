"""The steps of deploy.sh, each a module.

deploy.sh says which steps there are and in which order; `python -m operate.deploy STEP …` does one of them. A step looks at
what is there (reading only), plans changes as plain data, and only then are the changes carried out, one by one. So

- `--plan` is the same code without the last part: it cannot touch anything, and says exactly what would be done;
- a second run plans nothing, because what is there is what is wanted;
- a run after one that broke off plans what is missing. Nothing is remembered between runs but what the platforms hold.

The cost: a step asks the platform before it acts, which takes a few seconds more than acting blindly.

    job        what every step is handed: options, settings, tools, console, clock
    change     a planned change; a command line as the most frequent kind
    tools      runs ibmcloud, wsk and wskdeploy; says in one sentence what their errors mean
    check … summary   the steps
"""
