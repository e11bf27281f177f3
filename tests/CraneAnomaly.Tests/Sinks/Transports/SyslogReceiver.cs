using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Sinks.Transports;

/// <summary>
/// A receiver of syslog over TCP or TLS in this process: octet counting, and closes when the sender does. It can vanish in
/// the middle of everything, and read slowly or not at all.
/// </summary>
internal sealed class SyslogReceiver(X509Certificate2? certificate = null) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<string> _messages = [];
    private readonly List<Socket> _open = [];
    private TcpListener? _listener;

    public int Port { get; } = LoopbackDaemon.FreePort();

    /// <summary>Pause before each read.</summary>
    public int PauseMs { get; set; }

    public bool Reads { get; set; } = true;

    /// <summary>Keeps its end open when the sender has ended his, as receivers do that wait for more.</summary>
    public bool KeepsItsEnd { get; set; }

    public int Connections { get; private set; }

    public string[] Messages
    {
        get
        {
            lock (_gate) return [.. _messages];
        }
    }

    public void Start()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    /// <summary>Vanishes: what lies unread is lost, and senders see a reset.</summary>
    public void Stop()
    {
        _listener?.Dispose();
        _listener = null;
        lock (_gate)
        {
            foreach (var socket in _open)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }

            _open.Clear();
        }
    }

    public void Dispose() => Stop();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync();
                lock (_gate)
                {
                    Connections++;
                    _open.Add(socket);
                }

                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            Stream stream = new NetworkStream(socket, ownsSocket: false);
            if (certificate is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
                stream = secure;
            }

            await ReadAsync(stream);
            if (KeepsItsEnd) return;
            if (stream is SslStream end) await end.ShutdownAsync();
            lock (_gate) _open.Remove(socket);
            socket.Dispose();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        byte[] buffer = new byte[256 * 1024];
        int held = 0;
        while (true)
        {
            if (PauseMs > 0) await Task.Delay(PauseMs);
            while (!Reads) await Task.Delay(10);
            int count = await stream.ReadAsync(buffer.AsMemory(held));
            if (count == 0) return;
            held += count;
            int at = 0;
            while (buffer.AsSpan(at, held - at).IndexOf((byte)' ') is > 0 and var digits)
            {
                int length = int.Parse(buffer.AsSpan(at, digits));
                if (held - at - digits - 1 < length) break;
                lock (_gate) _messages.Add(Encoding.UTF8.GetString(buffer, at + digits + 1, length));
                at += digits + 1 + length;
            }

            buffer.AsSpan(at, held - at).CopyTo(buffer);
            held -= at;
        }
    }
}
