using System.Runtime.CompilerServices;

namespace CraneAnomaly.Detectors.Bursts;

/// <summary>Events and marked events of a stream in a sliding window of eight panes, and, decaying, before
/// it.</summary>
internal struct MarkedWindow : IStateValue<MarkedWindow>
{
    public const int Panes = 8;

    public double PastEvents;
    public double PastMarked;

    private long _pane;
    private bool _rests;
    private Counts _events;
    private Counts _marked;

    public static int MinimumBytes => 24 + Panes * 8;

    public static MarkedWindow New(long pane) => new() { _pane = pane };

    public static MarkedWindow Read(ref StateReader reader)
    {
        var window = new MarkedWindow
        {
            PastEvents = TableState.ReadNonNegativeDouble(ref reader),
            PastMarked = TableState.ReadNonNegativeDouble(ref reader),
            _pane = reader.ReadInt64(),
        };
        bool sound = window.PastMarked <= window.PastEvents && window.PastEvents <= 1e18
            && window._pane is > -(1L << 62) and < 1L << 62;
        for (int i = 0; i < Panes; i++)
        {
            window._events[i] = TableState.ReadIn(ref reader, 0, int.MaxValue);
            window._marked[i] = TableState.ReadIn(ref reader, 0, int.MaxValue);
            sound &= window._marked[i] <= window._events[i];
        }

        return sound ? window : throw reader.Damaged("counts contradict each other");
    }

    public readonly void Write(StateWriter writer)
    {
        writer.WriteDouble(PastEvents);
        writer.WriteDouble(PastMarked);
        writer.WriteInt64(_pane);
        for (int i = 0; i < Panes; i++)
        {
            writer.WriteInt32(_events[i]);
            writer.WriteInt32(_marked[i]);
        }
    }

    /// <summary>Makes all of the window past, and lets the next event begin a new one, whenever it comes.</summary>
    public void Rest()
    {
        for (int i = 0; i < Panes; i++)
        {
            PastEvents += _events[i];
            PastMarked += _marked[i];
        }

        (_events, _marked, _rests) = (default, default, true);
    }

    /// <summary>Events and marked events in the window that ends in a pane.</summary>
    public readonly void CountAt(long pane, out long events, out long marked)
    {
        events = marked = 0;
        if (_rests) return;
        for (long each = Math.Max(pane, _pane) - Panes + 1; each <= _pane; each++)
        {
            events += _events[(int)(each & (Panes - 1))];
            marked += _marked[(int)(each & (Panes - 1))];
        }
    }

    public void Add(long pane, bool isMarked, double memory)
    {
        if (_rests) (_pane, _rests) = (pane, false);
        if (pane > _pane)
        {
            long passed = pane - _pane;
            double keep = Math.Pow(memory, passed);
            (PastEvents, PastMarked) = (PastEvents * keep, PastMarked * keep);
            for (long each = Math.Max(_pane + 1, pane - Panes + 1); each <= pane; each++)
            {
                int leaving = (int)(each & (Panes - 1));
                PastEvents += _events[leaving];
                PastMarked += _marked[leaving];
                _events[leaving] = _marked[leaving] = 0;
            }

            _pane = pane;
        }

        int at = (int)(_pane & (Panes - 1));
        if (_events[at] == int.MaxValue) return;
        _events[at]++;
        if (isMarked) _marked[at]++;
    }

    [InlineArray(Panes)]
    internal struct Counts
    {
        private int _first;
    }
}
