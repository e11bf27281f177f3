using System.Net;
using System.Net.Sockets;
using System.Text;
using CraneAnomaly.Sinks.Spool;

namespace CraneAnomaly.Sinks.Transports;

/// <summary>
/// Syslog over UDP (RFC 5426): one datagram an alert. Nobody answers, so that it works over a link that goes one way; what
/// is known not to have left or come is counted. The alert's number in every message shows the receiver what it misses.
/// </summary>
public sealed class SyslogUdpTransport : AlertTransport
{
    // 3.2: a receiver has to take 480 bytes and should take 2,048; those in use take 8,192.
    private const int DefaultMaxBytes = 8192;

    // A burst longer than this is lost in the buffers of those in between.
    private const int Burst = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string _host;
    private readonly int _port, _maxBytes;
    private readonly TimeProvider _time;
    private Socket? _socket;
    private long _dropped;

    /// <summary>Makes a transport.</summary>
    /// <param name="host">Name or address of the receiver.</param>
    /// <param name="port">Its port, 514 by custom.</param>
    /// <param name="rendering">The words; with a header of syslog.</param>
    /// <param name="maxBytes">Longest datagram; a longer alert is cut at the end of a character and counted.</param>
    /// <param name="time">The clock of pauses between bursts; null for the system's.</param>
    public SyslogUdpTransport(string host, int port, AlertRendering rendering, int maxBytes = DefaultMaxBytes, TimeProvider? time = null)
        : base($"syslog+udp://{host}:{port}", rendering)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 480);
        (_host, _port, _maxBytes, _time) = (host, port, maxBytes, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public override DeliveryGuarantee Guarantee => DeliveryGuarantee.BestEffort;

    /// <inheritdoc/>
    public override int BatchCount => Burst;

    /// <inheritdoc/>
    public override long Dropped => _dropped;

    /// <summary>Alerts that were cut to fit.</summary>
    public long Cut { get; private set; }

    /// <inheritdoc/>
    public override async ValueTask<bool> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_socket is not null) return false;
        var addresses = await Dns.GetHostAddressesAsync(_host, cancellationToken).ConfigureAwait(false);
        var socket = new Socket(addresses[0].AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            await socket.ConnectAsync(addresses[0], _port, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        _socket = socket;
        return true;
    }

    /// <inheritdoc/>
    public override async ValueTask<SendReport> SendAsync(IReadOnlyList<SpooledAlert> alerts, CancellationToken cancellationToken)
    {
        foreach (var alert in alerts) await SendAsync(Fitting(alert.In(Rendering)), cancellationToken).ConfigureAwait(false);
        if (alerts.Count == Burst) await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(false);
        return SendReport.Delivered(alerts.Count);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _socket?.Dispose();
        _socket = null;
        return ValueTask.CompletedTask;
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        // A refusal that comes back is told with the next datagram: that one was lost before, and this one is sent again.
        for (int attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                await _socket!.SendAsync(message, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (SocketException e)
            {
                _dropped++;
                if (e.SocketErrorCode != SocketError.ConnectionRefused) return;
            }
        }
    }

    private ReadOnlyMemory<byte> Fitting(ReadOnlyMemory<byte> message)
    {
        if (message.Length <= _maxBytes) return message;
        Cut++;
        int end = _maxBytes;
        while (end > 0 && Rune.DecodeLastFromUtf8(message.Span[..end], out _, out _) != System.Buffers.OperationStatus.Done) end--;
        return message[..end];
    }
}
