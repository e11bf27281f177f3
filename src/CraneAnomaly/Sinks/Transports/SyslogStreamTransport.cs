using System.Buffers;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using CraneAnomaly.Sinks.Spool;

namespace CraneAnomaly.Sinks.Transports;

/// <summary>How messages are told apart on a connection.</summary>
public enum SyslogFraming
{
    /// <summary>Each with its length before it (RFC 6587, 3.4.1; RFC 5425, 4.3).</summary>
    OctetCounting,

    /// <summary>Each with a line feed behind it (RFC 6587, 3.4.2), for receivers that know no other.</summary>
    LineFeed,
}

/// <summary>
/// Syslog over TCP (RFC 6587) or TLS (RFC 5425). Neither has an acknowledgement, and a write is none. So after 1,000 alerts,
/// and at the end, our side of the connection is ended, and the receiver's end of it awaited: a connection that is closed from
/// both sides without a reset has been read to its end (RFC 1122, 4.2.2.13: a side that closes with bytes unread sends one). Those 1,000 are sent again when the connection is lost instead.
/// </summary>
public sealed class SyslogStreamTransport : AlertTransport
{
    private const int MaxUnsettled = 1000;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(20), EndPatience = TimeSpan.FromSeconds(10);

    // Where the system does not say that its half is closed too.
    private static readonly TimeSpan ResetPatience = TimeSpan.FromSeconds(1);

    private readonly string _host;
    private readonly int _port;
    private readonly SyslogFraming _framing;
    private readonly ReceiverTls? _tls;
    private readonly TimeProvider _time;
    private readonly ArrayBufferWriter<byte> _output = new();
    private Socket? _socket;
    private Stream? _stream;

    // Nothing comes back on these connections but their end: it is read for from the start, so that it is seen at once.
    private Task<bool>? _receiverEnd;

    /// <summary>Makes a transport.</summary>
    /// <param name="host">Name or address of the receiver.</param>
    /// <param name="port">Its port: 6514 for TLS, 514 or 601 by custom for TCP.</param>
    /// <param name="rendering">The words; with a header of syslog.</param>
    /// <param name="tls">How to be sure of the receiver; null for plain TCP.</param>
    /// <param name="framing">How messages are told apart; TLS knows only <see cref="SyslogFraming.OctetCounting"/>.</param>
    /// <param name="time">The clock of patience; null for the system's.</param>
    public SyslogStreamTransport(
        string host, int port, AlertRendering rendering, ReceiverTls? tls = null,
        SyslogFraming framing = SyslogFraming.OctetCounting, TimeProvider? time = null)
        : base($"syslog+{(tls is null ? "tcp" : "tls")}://{host}:{port}", rendering)
    {
        if (tls is not null && framing != SyslogFraming.OctetCounting)
            throw new ArgumentException("RFC 5425, 4.3: over TLS messages have their length before them.", nameof(framing));
        (_host, _port, _framing, _tls, _time) = (host, port, framing, tls, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public override DeliveryGuarantee Guarantee => DeliveryGuarantee.Resent;

    /// <inheritdoc/>
    public override int UnsettledAlerts => MaxUnsettled;

    /// <inheritdoc/>
    public override async ValueTask<bool> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_stream is not null && _receiverEnd is { IsCompleted: false }) return false;
        Close();
        using var patience = new CancellationTokenSource(ConnectPatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await OpenAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Close();
            throw new IOException($"{Name}: no connection within {ConnectPatience.TotalSeconds:N0} s.");
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<SendReport> SendAsync(IReadOnlyList<SpooledAlert> alerts, CancellationToken cancellationToken)
    {
        _output.ResetWrittenCount();
        foreach (var alert in alerts)
        {
            var message = alert.In(Rendering).Span;
            if (_framing == SyslogFraming.OctetCounting)
                _output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.Length} ")));
            _output.Write(message);
            if (_framing == SyslogFraming.LineFeed) _output.Write("\n"u8);
        }

        try
        {
            if (_receiverEnd!.IsCompleted) throw new IOException($"{Name}: the receiver has closed the connection.");
            await _stream!.WriteAsync(_output.WrittenMemory, cancellationToken).ConfigureAwait(false);
            await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            return SendReport.Delivered(alerts.Count);
        }
        catch
        {
            // Where the write stopped is not known: half a message must have nothing behind it.
            Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<Settlement> SettleAsync(CancellationToken cancellationToken)
    {
        if (_stream is null) return Settlement.Broken;
        try
        {
            if (_receiverEnd!.IsCompleted) return Settlement.Broken;
            if (_stream is SslStream secure) await secure.ShutdownAsync().WaitAsync(EndPatience, _time, cancellationToken).ConfigureAwait(false);
            _socket!.Shutdown(SocketShutdown.Send);
            return await _receiverEnd.WaitAsync(EndPatience, _time, cancellationToken).ConfigureAwait(false)
                && await HasClosedCleanlyAsync(cancellationToken).ConfigureAwait(false) ? Settlement.Confirmed : Settlement.Broken;
        }
        catch (TimeoutException)
        {
            return Settlement.Unanswered;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return Settlement.Broken;
        }
        finally
        {
            Close();
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        await _socket.ConnectAsync(_host, _port, cancellationToken).ConfigureAwait(false);
        Stream stream = new NetworkStream(_socket, ownsSocket: true);
        if (_tls is not null)
        {
            var secure = new SslStream(stream);
            _stream = secure;
            await secure.AuthenticateAsClientAsync(_tls.For(_host), cancellationToken).ConfigureAwait(false);
            stream = secure;
        }

        _stream = stream;
        _receiverEnd = ReadToEndAsync(stream);
    }

    /// <summary>True when the receiver ended the connection in order; false when it broke.</summary>
    private static async Task<bool> ReadToEndAsync(Stream stream)
    {
        byte[] buffer = new byte[256];
        try
        {
            while (await stream.ReadAsync(buffer).ConfigureAwait(false) > 0)
            {
            }

            return true;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    // The receiver's end may have been on its way before it had read all. Then its system answers what it no longer wants
    // with a reset; else it acknowledges our end, and the connection is closed without an error.
    private async Task<bool> HasClosedCleanlyAsync(CancellationToken cancellationToken)
    {
        const int level = 6, information = 11, closed = 7;
        byte[] state = new byte[1];
        for (long start = _time.GetTimestamp(); state[0] != closed && _time.GetElapsedTime(start) < EndPatience;)
        {
            if (OperatingSystem.IsLinux()) _socket!.GetRawSocketOption(level, information, state);
            else if (_time.GetElapsedTime(start) >= ResetPatience) break;
            if (state[0] != closed) await Task.Delay(TimeSpan.FromMilliseconds(5), _time, cancellationToken).ConfigureAwait(false);
        }

        return (int)_socket!.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! == 0
            && (state[0] == closed || !OperatingSystem.IsLinux());
    }

    private void Close()
    {
        _stream?.Dispose();
        _socket?.Dispose();
        (_stream, _socket, _receiverEnd) = (null, null, null);
    }
}
