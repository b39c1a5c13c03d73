// Node-RED without its editor, as a relay in production has it. The flow is in flow.json beside this file.
module.exports = {
    uiHost: "127.0.0.1",
    uiPort: Number(process.env.PORT),
    httpAdminRoot: false,
    flowFile: "flow.json",
    credentialSecret: false,
    logging: { console: { level: "warn", metrics: false, audit: false } },
};
