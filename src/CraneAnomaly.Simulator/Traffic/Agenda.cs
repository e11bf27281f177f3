namespace CraneAnomaly.Simulator.Traffic;

/// <summary>What happens when: acts in order of time, those of one time in the order they were entered.</summary>
internal sealed class Agenda
{
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000_000_000;

    private readonly PriorityQueue<Action<long>, (long At, long Order)> _acts = new();
    private long _order;

    public void At(long at, Action<long> act) => _acts.Enqueue(act, (at, _order++));

    /// <summary>Again and again: each time the act has happened, the gap to the next is asked for.</summary>
    public void Every(long first, Func<long> gap, Action<long> act)
    {
        At(first, Again);

        void Again(long at)
        {
            act(at);
            At(at + gap(), Again);
        }
    }

    public void RunUntil(long end)
    {
        while (_acts.TryPeek(out _, out var when) && when.At < end) _acts.Dequeue()(when.At);
    }
}
