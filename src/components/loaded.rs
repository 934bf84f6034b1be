//! What a page waits for before it is sent.

use leptos::{prelude::*, tachys::reactive_graph::OwnedView};

/// Renders its children with what the future gives. Unlike leptos' `Await` it counts no tasks with
/// an effect: that effect can miss the last task's end, and the page then never comes. Under an
/// owner of its own, since each `Suspend` leaves a notifier in its owner's context.
#[component]
pub fn Loaded<T, F, C, V>(future: F, children: C) -> impl IntoView
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
    C: FnOnce(&T) -> V + Send + 'static,
    V: IntoView + 'static,
{
    let owner = Owner::current()
        .map(|owner| owner.child())
        .unwrap_or_default();
    owner.with(|| {
        OwnedView::new(Suspend::new(
            async move { children(&future.await).into_view() },
        ))
    })
}
