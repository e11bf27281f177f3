using CraneAnomaly.Sinks.Spool;

namespace CraneAnomaly.Sinks.Transports;

/// <summary>What it means when a transport says that an alert is delivered.</summary>
public enum DeliveryGuarantee
{
    /// <summary>It was sent. Nobody says whether it came.</summary>
    BestEffort,

    /// <summary>The system took it from us, and whoever reads the other end may have it.</summary>
    Written,

    /// <summary>
    /// The connection took it. Until the receiver has confirmed by its orderly end of the connection that it read all,
    /// it is sent again when the connection is lost: at least once.
    /// </summary>
    Resent,

    /// <summary>The receiver, or the disk, has said that it has it: at least once.</summary>
    Acknowledged,
}

/// <summary>How the end of a connection was.</summary>
public enum Settlement
{
    /// <summary>The receiver ended it in order, behind the last byte: it has read all.</summary>
    Confirmed,

    /// <summary>It broke: what was sent since it began may be lost.</summary>
    Broken,

    /// <summary>The receiver keeps its end open. This receiver confirms nothing.</summary>
    Unanswered,
}

/// <summary>
/// One way to one receiver. It sends what it is given, in order, and says what became of it; waiting, trying again and
/// remembering how far the receiver is are not its business. Faults of connections come as exceptions
/// (<see cref="IOException"/>, sockets, TLS, HTTP). One call at a time.
/// </summary>
public abstract class AlertTransport : IAsyncDisposable
{
    /// <summary>Makes a transport.</summary>
    /// <param name="name">Its address, without anything secret: it stands in messages and names the receiver's place in the spool.</param>
    /// <param name="rendering">The words it sends alerts in.</param>
    protected AlertTransport(string name, AlertRendering rendering) => (Name, Rendering) = (name, rendering);

    /// <summary>Its address, without anything secret.</summary>
    public string Name { get; }

    /// <summary>The words it sends alerts in.</summary>
    public AlertRendering Rendering { get; }

    /// <summary>What "delivered" means here.</summary>
    public abstract DeliveryGuarantee Guarantee { get; }

    /// <summary>Most alerts in one call.</summary>
    public virtual int BatchCount => 500;

    /// <summary>Most bytes of alerts in one call, as they lie in the spool; one alert alone may be more.</summary>
    public virtual int BatchBytes => 1024 * 1024;

    /// <summary>
    /// How many alerts may be sent before <see cref="SettleAsync"/> is asked, and are sent again when a connection is new;
    /// 0 where every call says for certain.
    /// </summary>
    public virtual int UnsettledAlerts => 0;

    /// <summary>Alerts that were given to it and are known not to have come.</summary>
    public virtual long Dropped => 0;

    /// <summary>Sees to it that there is a connection.</summary>
    /// <returns>Whether it is a new one.</returns>
    public virtual ValueTask<bool> ConnectAsync(CancellationToken cancellationToken) => new(false);

    /// <summary>Sends alerts in their order.</summary>
    public abstract ValueTask<SendReport> SendAsync(IReadOnlyList<SpooledAlert> alerts, CancellationToken cancellationToken);

    /// <summary>Ends the connection and waits for the receiver's end of it.</summary>
    public virtual ValueTask<Settlement> SettleAsync(CancellationToken cancellationToken) => new(Settlement.Confirmed);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
