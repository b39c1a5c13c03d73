"""What a deploy talks to, on this machine: the platforms' command line tools, Watson, Twilio, an OpenWhisk host.

ibmcloud, wsk, wskdeploy   programs put on the PATH; each refuses a flag that its documentation does not know
watson, twilio             local HTTP servers with the real paths
openwhisk_host             takes wskdeploy's REST calls, unpacks the zip, serves its actions
http                       the server under them all
"""
