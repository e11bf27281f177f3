using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Features.Sessions;

/// <summary>
/// The remote sessions that are open, by their flow. At the cap the one opened longest ago is given up and counted.
/// </summary>
internal sealed class SessionTable(int capacity)
{
    private readonly Dictionary<int, LinkedListNode<OpenSession>> _open = [];

    // In the order in which they were opened.
    private readonly LinkedList<OpenSession> _order = new();

    /// <summary>Sessions that are open.</summary>
    public int Count => _open.Count;

    /// <summary>Sessions given up because too many were open.</summary>
    public long Evicted { get; private set; }

    /// <summary>A session is opened.</summary>
    public void Begin(in OtRecord record, RecordBody body)
    {
        if (_open.ContainsKey(record.Flow)) return;
        if (_open.Count >= capacity)
        {
            Evicted++;
            Remove(_order.First!);
        }

        _open.Add(record.Flow, _order.AddLast(new OpenSession(record, body.Flow)));
    }

    /// <summary>More is known of a session.</summary>
    public void Describe(in OtRecord record, RecordBody body)
    {
        if (_open.TryGetValue(record.Flow, out var node) && SessionUser.Of(body.Payload) is { } user) node.Value.User = user;
    }

    /// <summary>A flow has ended, and with it its session if it was one.</summary>
    public void End(int flow)
    {
        if (_open.TryGetValue(flow, out var node)) Remove(node);
    }

    /// <summary>Takes out all that were opened before a time, from the one opened longest ago on.</summary>
    public IEnumerable<OpenSession> TakeBefore(long timestampNs)
    {
        while (_order.First is { } node && node.Value.Record.TimestampNs <= timestampNs)
        {
            Remove(node);
            yield return node.Value;
        }
    }

    private void Remove(LinkedListNode<OpenSession> node)
    {
        _open.Remove(node.Value.Record.Flow);
        _order.Remove(node);
    }
}

/// <summary>A remote session that is open.</summary>
internal sealed class OpenSession(in OtRecord record, in FlowIdentity flow)
{
    private readonly OtRecord _record = record;
    private readonly FlowIdentity _flow = flow;

    /// <summary>The record that opened it.</summary>
    public ref readonly OtRecord Record => ref _record;

    /// <summary>Who is connected to whom.</summary>
    public ref readonly FlowIdentity Flow => ref _flow;

    /// <summary>Who it is, as far as that was seen.</summary>
    public string? User { get; set; }
}

/// <summary>Who a session says it is.</summary>
internal static class SessionUser
{
    /// <summary>The user in the facts of a session; null where none stands there.</summary>
    public static string? Of(ReadOnlySpan<byte> facts) =>
        FactReader.TryFind(facts, Fact.Cookie, out var cookie) && cookie.Length > 0 ? Encoding.UTF8.GetString(cookie) : null;
}
