using System.Net;
using System.Net.Sockets;

namespace CraneAnomaly.Tests.Packages;

/// <summary>Takes what is posted to it, as the collector of a SIEM does; it refuses the first, as collectors do.</summary>
internal sealed class EventReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public EventReceiver()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(Address);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>What was accepted, in order.</summary>
    public List<string> Accepted { get; } = [];

    public int Refused { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                string body = await reader.ReadToEndAsync();
                if (Refused == 0)
                {
                    Refused++;
                    context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
                }
                else
                {
                    Accepted.Add(body);
                }

                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }
}
