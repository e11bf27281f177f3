using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Features.Sessions;

/// <summary>
/// The remote sessions that are open, by their flow. At the cap the one opened longest ago is given up and counted.
/// </summary>
internal sealed class SessionTable(int capacity)
{
    private readonly Dictionary<int, OpenSession> _open = [];
    private readonly Queue<int> _order = new();

    /// <summary>Sessions that are open.</summary>
    public int Count => _open.Count;

    /// <summary>Sessions given up because too many were open.</summary>
    public long Evicted { get; private set; }

    /// <summary>Those that are open, in the order in which they were opened.</summary>
    public IEnumerable<OpenSession> All
    {
        get
        {
            foreach (int flow in _order)
                if (_open.TryGetValue(flow, out var session)) yield return session;
        }
    }

    /// <summary>A session is opened.</summary>
    public void Begin(in OtRecord record, RecordBody body)
    {
        while (_order.Count > 0 && !_open.ContainsKey(_order.Peek())) _order.Dequeue();
        if (_open.Count >= capacity)
        {
            Evicted++;
            _open.Remove(_order.Dequeue());
        }

        if (_open.TryAdd(record.Flow, new(record, body.Flow))) _order.Enqueue(record.Flow);
    }

    /// <summary>More is known of a session.</summary>
    public void Describe(in OtRecord record, RecordBody body)
    {
        if (_open.TryGetValue(record.Flow, out var session) && SessionUser.Of(body.Payload) is { } user) session.User = user;
    }

    /// <summary>A flow has ended, and with it its session if it was one.</summary>
    public void End(int flow) => _open.Remove(flow);
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

    /// <summary>Whether it was told that a load hung during it.</summary>
    public bool IsTold { get; set; }
}

/// <summary>Who a session says it is.</summary>
internal static class SessionUser
{
    /// <summary>The user in the facts of a session; null where none stands there.</summary>
    public static string? Of(ReadOnlySpan<byte> facts) =>
        FactReader.TryFind(facts, Fact.Cookie, out var cookie) && cookie.Length > 0 ? System.Text.Encoding.UTF8.GetString(cookie) : null;
}
