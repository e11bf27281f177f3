using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Live;

namespace CraneAnomaly.LiveCapture.Syslog;

/// <summary>
/// Logs and telemetry that come by syslog: over UDP and TCP of one port (RFC 5426, RFC 6587), or over TLS (RFC 5425). A message
/// holds one line. Over TCP a sender waits while too much waits here; a datagram that finds no room is counted as lost, and what
/// the machine drops before it is read cannot be seen. Nothing is ever sent.
/// </summary>
public sealed class SyslogSource : LiveSource
{
    private const int MostWaitingBytes = 64 * 1024 * 1024, MostConnections = 256, FirstBytes = 16 * 1024, DatagramBytes = 64 * 1024;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly IPEndPoint _endPoint;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private ArrayBufferWriter<byte> _filling = new(FirstBytes), _handedOn = new(FirstBytes);
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;
    private long _lost;

    /// <summary>Makes a source.</summary>
    /// <param name="endPoint">Where to listen; with port 0 the system chooses one.</param>
    /// <param name="format">What messages hold: JSON telemetry, Zeek or EVE logs.</param>
    /// <param name="tls">The certificate to show, and which are asked for; null for UDP and TCP in the clear.</param>
    /// <exception cref="ArgumentException">Messages cannot hold that.</exception>
    public SyslogSource(IPEndPoint endPoint, InputFormat format, SslServerAuthenticationOptions? tls = null)
        : base($"{(tls is null ? "syslog" : "syslog+tls")}://{endPoint}", FormatOf(format))
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        (_endPoint, _tls) = (endPoint, tls);
    }

    /// <summary>Messages that were not taken: datagrams without room, and those of a stream that was no syslog any more.</summary>
    public override long Lost => Interlocked.Read(ref _lost);

    /// <summary>The port that is listened on; 0 before.</summary>
    public int Port { get; private set; }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var listener = Listen();
        using var datagrams = _tls is null ? Bind(Port) : null;
        Task[] listening = [AcceptAsync(listener, done.Token), datagrams is null ? Task.CompletedTask : ReceiveAsync(datagrams, done.Token)];
        while (true)
        {
            bool isLast = false;
            try
            {
                await _arrived.WaitAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await done.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(listening).ConfigureAwait(false);
                isLast = true;
            }

            var piece = HandOn();
            if (!piece.IsEmpty) yield return piece;
            if (isLast) yield break;
        }
    }

    private static InputFormat FormatOf(InputFormat format) => format is InputFormat.Json or InputFormat.Zeek or InputFormat.Eve
        ? format
        : throw new ArgumentException("A message holds json, zeek or eve.", nameof(format));

    private Socket Listen()
    {
        var listener = new Socket(_endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(_endPoint);
            listener.Listen();
            Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
            return listener;
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new IOException($"{Name}: {e.Message}", e);
        }
    }

    private Socket Bind(int port)
    {
        var socket = new Socket(_endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // A burst waits in the machine while a piece is judged; the system may give less.
            socket.ReceiveBufferSize = 8 * 1024 * 1024;
            socket.Bind(new IPEndPoint(_endPoint.Address, port));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"{Name}: {e.Message}", e);
        }
    }

    private ReadOnlyMemory<byte> HandOn()
    {
        lock (_gate)
        {
            (_filling, _handedOn) = (_handedOn, _filling);
            _filling.ResetWrittenCount();
            _room.TrySetResult();
            _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _handedOn.WrittenMemory;
        }
    }

    private async Task ReceiveAsync(Socket socket, CancellationToken stop)
    {
        byte[] buffer = new byte[DatagramBytes];
        while (!stop.IsCancellationRequested)
        {
            try
            {
                int length = await socket.ReceiveAsync(buffer, stop).ConfigureAwait(false);
                if (!TryTake(buffer.AsSpan(0, length))) Interlocked.Increment(ref _lost);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // A datagram longer than any; or the machine is short of something, which asking at once again does not mend.
                Interlocked.Increment(ref _lost);
                await PauseAsync(stop).ConfigureAwait(false);
            }
        }
    }

    private async Task AcceptAsync(Socket listener, CancellationToken stop)
    {
        var connections = new HashSet<Task>();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var connection = await listener.AcceptAsync(stop).ConfigureAwait(false);
                connections.RemoveWhere(task => task.IsCompleted);
                if (Interlocked.Increment(ref _connections) > MostConnections)
                {
                    Interlocked.Decrement(ref _connections);
                    connection.Dispose();
                    continue;
                }

                connections.Add(ServeAsync(connection, stop));
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (SocketException)
            {
                // One that was gone before it was taken, or too many are open in this process.
                await PauseAsync(stop).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(connections).ConfigureAwait(false);
    }

    private static async Task PauseAsync(CancellationToken stop) =>
        await Task.Delay(s_pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task ServeAsync(Socket connection, CancellationToken stop)
    {
        try
        {
            await using var plain = new NetworkStream(connection, ownsSocket: true);
            if (_tls is null)
            {
                await ReadStreamAsync(plain, stop).ConfigureAwait(false);
                return;
            }

            await using var encrypted = new SslStream(plain);
            await encrypted.AuthenticateAsServerAsync(_tls, stop).ConfigureAwait(false);
            await ReadStreamAsync(encrypted, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            // A sender that goes away, or may not come; others go on.
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task ReadStreamAsync(Stream stream, CancellationToken stop)
    {
        byte[] buffer = new byte[FirstBytes];
        int held = 0;
        while (true)
        {
            if (held == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
            int count = await stream.ReadAsync(buffer.AsMemory(held), stop).ConfigureAwait(false);
            if (count == 0) break;
            held += count;
            int at = 0;
            while (SyslogText.TryRead(buffer.AsSpan(at, held - at), out var message, out int consumed) is var status && status != OperationStatus.NeedMoreData)
            {
                if (status == OperationStatus.InvalidData)
                {
                    Interlocked.Increment(ref _lost);
                    return;
                }

                if (!TryTake(message))
                {
                    await RoomAsync().WaitAsync(stop).ConfigureAwait(false);
                    continue;
                }

                at += consumed;
            }

            buffer.AsSpan(at, held - at).CopyTo(buffer);
            held -= at;
        }

        // A line that the end of the connection ends.
        if (held > 0 && !TryTake(buffer.AsSpan(0, held))) Interlocked.Increment(ref _lost);
    }

    // Where a piece was handed on since there was none, there is room already.
    private Task RoomAsync()
    {
        lock (_gate) return _filling.WrittenCount < MostWaitingBytes / 2 ? Task.CompletedTask : _room.Task;
    }

    private bool TryTake(ReadOnlySpan<byte> message)
    {
        var body = SyslogText.Body(message);
        if (body.IsEmpty) return true;
        lock (_gate)
        {
            if (_filling.WrittenCount > 0 && _filling.WrittenCount + body.Length > MostWaitingBytes) return false;
            WriteLine(body, _filling);
            if (_arrived.CurrentCount == 0) _arrived.Release();
            return true;
        }
    }
}
