"""Stand-ins for what a deploy uses: the platforms' command line tools, Watson, Twilio, an OpenWhisk host.

ibmcloud, wsk, wskdeploy   programs on the PATH; each rejects flags that its documentation does not have
watson, twilio             local HTTP servers with the real paths
openwhisk_host             takes wskdeploy's REST calls, unpacks the zip, serves its actions
http                       the server of the other ones
"""
